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

    public static readonly Option<bool> NoColor = new("--no-color")
    {
        Description = "Plain text without colours and live screen.",
        Recursive = true,
    };
}
