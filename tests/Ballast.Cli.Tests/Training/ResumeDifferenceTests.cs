namespace Ballast.Cli.Tests.Training;

public sealed class ResumeDifferenceTests
{
    [Fact]
    public void Lines_of_a_config_that_differ_are_told_and_comments_are_not()
    {
        const string Before = "data: csv # mine\nmodel: mlp\ntrain:\n  epochs: 2\n";
        Assert.Equal(
            "no more: epochs: 2; new: epochs: 9; new: seed: 4",
            ResumeDifference.OfConfigs(Before, "# other\ndata: csv\nmodel:   mlp\ntrain:\n  epochs: 9\n  seed: 4\n")
        );
        Assert.Equal("in order or comments alone", ResumeDifference.OfConfigs(Before, "model: mlp\ndata: csv\ntrain:\n  epochs: 2 # 2\n"));
        Assert.EndsWith(
            "; and 5 lines more",
            ResumeDifference.OfConfigs(Before, string.Join('\n', Enumerable.Range(0, 7).Select(i => $"key{i}: 1"))),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Another_version_is_told_and_a_run_that_says_nothing_is_not_blamed()
    {
        Assert.Null(ResumeDifference.OfCode(ResumeDifference.Code));
        Assert.Null(ResumeDifference.OfCode(new Dictionary<string, string>()));
        var other = new Dictionary<string, string>(ResumeDifference.Code) { ["libtorch"] = "1.0" };
        Assert.Equal($"libtorch {ResumeDifference.Code["libtorch"]} instead of 1.0", ResumeDifference.OfCode(other));
    }
}
