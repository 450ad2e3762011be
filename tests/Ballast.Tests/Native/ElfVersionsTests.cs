namespace Ballast.Tests;

[TensorTests]
public sealed class ElfVersionsTests
{
    private static readonly string? Library = Directory
        .EnumerateFiles(AppContext.BaseDirectory, "libLibTorchSharp.so", SearchOption.AllDirectories)
        .FirstOrDefault();

    [Fact]
    public void Weakens_the_one_requirement_and_changes_nothing_else()
    {
        if (!OperatingSystem.IsLinux())
            return;
        var image = File.ReadAllBytes(Library!);
        var mended = image.ToArray();
        Assert.True(ElfVersions.Weaken(mended, "GLIBCXX_3.4.32"));
        var changed = Enumerable.Range(0, image.Length).Where(i => image[i] != mended[i]).ToArray();
        Assert.Single(changed);
        Assert.Equal(2, mended[changed[0]]);
        Assert.False(ElfVersions.Weaken(mended, "GLIBCXX_9.9.9"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(5000)]
    public void Leaves_alone_what_is_no_such_image(int length)
    {
        var bytes = new byte[length];
        Assert.False(ElfVersions.Weaken(bytes, "GLIBCXX_3.4.32"));
        Assert.All(bytes, b => Assert.Equal(0, b));
    }
}
