using Microsoft.Data.Sqlite;

namespace Ballast.Core.Tests.Recording;

[Collection(UsesSelfLog.Name)]
public sealed class RunFileMetricsTests : IDisposable
{
    private static readonly MetricValue[] Early =
    [
        new("f1", 0.25) { Details = [0.5, double.NaN, 0] },
        new("perplexity", double.PositiveInfinity),
    ];
    private static readonly MetricValue[] Late = [new("f1", 0.75) { Details = [1, double.NaN, 0.5] }, new("r2", double.NaN)];
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Metrics_of_every_evaluation_and_of_the_end_come_back()
    {
        Write();
        using var run = RunFile.Open(_folder["run"]);
        Assert.Equal([Early, Late], run.Evaluations().Select(it => it.Metrics));
        Assert.Equal(Late, run.Summary()!.Metrics);
    }

    [Fact]
    public void A_file_of_a_version_without_metrics_is_read_and_gone_on_with()
    {
        Write();
        using (var connection = new SqliteConnection($"Data Source={Path.Combine(_folder["run"], "run.db")};Pooling=False"))
        {
            connection.Open();
            using var drop = connection.CreateCommand();
            drop.CommandText = "DROP TABLE metrics";
            drop.ExecuteNonQuery();
        }

        using (var run = RunFile.Open(_folder["run"]))
            Assert.All(run.Evaluations(), it => Assert.Empty(it.Metrics));
        using (var writer = new RunFileWriter(_folder["run"], new RunFileOptions { Append = true }))
            writer.Evaluated(new EvaluationRecord(30, 3, 1, 1) { Metrics = Late });
        using (var run = RunFile.Open(_folder["run"]))
            Assert.Equal(Late, run.Evaluations()[^1].Metrics);
    }

    private void Write()
    {
        using var writer = new RunFileWriter(_folder["run"]);
        writer.Evaluated(new EvaluationRecord(10, 1, 1, 0.5) { Metrics = Early });
        writer.Evaluated(new EvaluationRecord(20, 2, 1, 0.5) { Metrics = Late });
        writer.End(new TrainingSummary(TrainingStatus.Trained, "", 1, 0.5, 20, 0, 0, 0, 0, 0, TimeSpan.FromSeconds(1)) { Metrics = Late });
    }
}
