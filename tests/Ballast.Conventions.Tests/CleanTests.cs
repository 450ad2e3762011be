using System.Text.RegularExpressions;

namespace Ballast.Conventions.Tests;

/// <summary>What no file may hold.</summary>
public sealed partial class CleanTests
{
    private static readonly string[] Binary = [".gz", ".ttf", ".png", ".ico", ".db", ".npz"];

    private static IEnumerable<(string File, int Line, string Text)> Lines =>
        Repository
            .Files.Where(file => !Binary.Contains(Path.GetExtension(file)))
            .SelectMany(file => Repository.Lines(file).Select((text, line) => (file, line + 1, text)));

    [Fact]
    public void Nothing_is_left_unfinished() => Convention.Holds(Broken(line => Unfinished().IsMatch(line.Text)));

    [Fact]
    public void No_path_of_one_machine() => Convention.Holds(Broken(line => OneMachine().IsMatch(line.Text)));

    [Fact]
    public void Yaml_holds_no_tabs() =>
        Convention.Holds(
            Broken(line => Path.GetExtension(line.File) is ".yaml" or ".yml" && line.Text.Contains('\t', StringComparison.Ordinal))
        );

    private static IEnumerable<string> Broken(Func<(string File, int Line, string Text), bool> breaks) =>
        Lines.Where(breaks).Select(line => $"{line.File}:{line.Line}: {line.Text.Trim()}");

    // brackets around one letter keep the patterns from matching themselves
    [GeneratedRegex(@"\b([T]ODO|[F]IXME|[N]otImplementedException)\b")]
    private static partial Regex Unfinished();

    [GeneratedRegex(@"(?<![\w.~-])([/]work/|[/]root/|[C]:\\Users\\)")]
    private static partial Regex OneMachine();
}
