namespace Ballast.Conventions.Tests;

/// <summary>Files stay small enough to be read at one go.</summary>
public sealed class SizeTests
{
    private const int Longest = 300, Median = 60;

    private static IEnumerable<(string File, int Lines)> Sizes => Repository.With(".cs").Where(file => file.StartsWith("src/", StringComparison.Ordinal))
        .Select(file => (file, Repository.Lines(file).Length));

    [Fact]
    public void No_file_is_long() => Convention.Holds(Sizes.Where(size => size.Lines > Longest).Select(size => $"{size.File} has {size.Lines} lines, more than {Longest}: split it"));

    [Fact]
    public void Most_files_are_short()
    {
        int[] sizes = [.. Sizes.Select(size => size.Lines).Order()];
        Assert.InRange(sizes[sizes.Length / 2], 1, Median - 1);
    }
}
