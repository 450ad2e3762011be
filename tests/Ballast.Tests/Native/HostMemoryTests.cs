namespace Ballast.Tests;

/// <summary>What is larger than the memory is refused before it is asked for, with both numbers.</summary>
public sealed class HostMemoryTests
{
    [Fact]
    public void This_machine_has_some() => Assert.InRange(HostMemory.Free(), 1e7, 1e14);

    [Theory]
    [InlineData(1.5e6, "2 MB")]
    [InlineData(68.72e9, "68.7 GB")]
    [InlineData(4e18, "4e+9 GB")]
    [InlineData(1e300, "1e+291 GB")]
    public void Sizes_are_said_in_words(double bytes, string words) => Assert.Equal(words, HostMemory.Words(bytes));

    [Fact]
    public void What_is_lacking_is_said() =>
        Assert.Matches(@"^about 1e\+291 GB of memory, but .* GB are free here", HostMemory.Lack(1e300));

    [Theory]
    [InlineData("adding")]
    [InlineData("echo")]
    [InlineData("temporal-order")]
    [InlineData("markov-text")]
    public void Samples_that_no_machine_holds_are_not_drawn(string name)
    {
        var task = SyntheticTasks.Create(name, length: 1_000_000_000, delay: name == "echo" ? 1 : null);
        Assert.Contains(
            "of memory, but",
            Assert.Throws<DatasetException>(() => Datasets.Synthetic(task, 1_000_000_000)).Message,
            StringComparison.Ordinal
        );
    }
}
