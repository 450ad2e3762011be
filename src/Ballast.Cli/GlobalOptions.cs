using System.CommandLine;

namespace Ballast.Cli;

/// <summary>Options that every command has.</summary>
internal static class GlobalOptions
{
    public static readonly Option<bool> Json = new("--json")
    {
        Description = "Print one JSON object as the last line of standard output; human text goes to standard error.",
        Recursive = true,
    };

    public static readonly Option<bool> Quiet = new("--quiet") { Description = "Print only the end and errors.", Recursive = true };

    public static readonly Option<string> Lang = new("--lang")
    {
        Description = "Language of findings and of what a training says: en or zh.",
        DefaultValueFactory = _ => "en",
        Recursive = true,
    };

    /// <exception cref="UsageException">It is neither.</exception>
    public static Language LanguageOf(ParseResult parsed) =>
        parsed.GetValue(Lang) switch
        {
            "en" or null => Language.English,
            "zh" => Language.Chinese,
            var other => throw new UsageException($"--lang is {other} but must be en or zh."),
        };

    public static readonly Option<bool> NoColor = new("--no-color")
    {
        Description = "Plain text without colours and live screen.",
        Recursive = true,
    };
}
