namespace Ballast.Core.Tests.Recording;

public sealed class RunFileRanksTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ballast-ranks-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void What_each_rank_looked_like_is_read_as_it_was_written()
    {
        RankReading[] ranks = [new(0, 0.5, 32, 2, 0), new(1, double.NaN, 31, double.PositiveInfinity, 7) { Broken = "fc.weight" }];
        using (var writer = new RunFileWriter(_folder))
        {
            writer.Begin([]);
            writer.Write(new(Some.Reading(0, 1, 1), Verdict.Proceed) { Ranks = ranks });
            writer.Write(Some.Record(1));
        }

        using var run = RunFile.Open(_folder);
        Assert.Equal(ranks, run.Ranks(0));
        Assert.Empty(run.Ranks(1));
    }
}
