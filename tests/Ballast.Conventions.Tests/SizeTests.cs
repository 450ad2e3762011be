namespace Ballast.Conventions.Tests;

/// <summary>Files stay small enough to be read at one go, and lines fit two windows side by side.</summary>
public sealed class SizeTests
{
    private const int Longest = 300,
        Median = 60,
        Widest = 140;

    private static IEnumerable<string> Sources => Repository.With(".cs").Where(file => file.StartsWith("src/", StringComparison.Ordinal));

    [Fact]
    public void No_file_is_long() =>
        Convention.Holds(
            from file in Sources
            let lines = Repository.Lines(file).Length
            where lines > Longest
            select $"{file} has {lines} lines, more than {Longest}: split it"
        );

    [Fact]
    public void Most_files_are_short()
    {
        int[] sizes = [.. Sources.Select(file => Repository.Lines(file).Length).Order()];
        Assert.InRange(sizes[sizes.Length / 2], 1, Median - 1);
    }

    [Fact]
    public void No_line_is_wide() =>
        Convention.Holds(
            from file in Repository.With(".cs")
            from line in Repository.Lines(file).Index()
            where line.Item.Length > Widest
            select $"{file}:{line.Index + 1} is {line.Item.Length} columns wide, more than {Widest}: run `dotnet csharpier format .`"
        );
}
