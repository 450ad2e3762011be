using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace Ballast.Mpi.Tests;

/// <summary>The tool under a launcher: the same config, the same run file.</summary>
public sealed class ToolTests : IDisposable
{
    private const string Config = """
        data: fashion-mnist-sample
        model: { name: mlp, hidden: [32] }
        optimizer: { name: adam, lr: 0.001 }
        train: { epochs: 1, max-steps: 40, checkpoint: { every: 10 } }
        """;
    private readonly string _folder = Directory.CreateTempSubdirectory("ballast-ranks-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string At(string name) => Path.Combine(_folder, name);

    private (int Exit, string Out, string Error) Train(int ranks, string run, params string[] more)
    {
        File.WriteAllText(At("mine.yaml"), Config);
        return Launcher.Run(ranks, Launcher.Tool, ["train", At("mine.yaml"), "--out", At(run), "--json", .. more]);
    }

    private static JsonElement Summary(string output) => JsonDocument.Parse(output.Trim().Split('\n')[^1]).RootElement;

    [MpiFact]
    public void Two_ranks_write_one_run()
    {
        var two = Train(2, "two");
        Assert.True(two.Exit == 0, two.Out + two.Error);
        var one = Train(0, "one");
        Assert.Equal(Summary(one.Out).GetProperty("testLoss").GetDouble(), Summary(two.Out).GetProperty("testLoss").GetDouble(), 0.05);
        Assert.Single(two.Out.Trim().Split('\n'), line => line.StartsWith('{'));
        using var file = new SqliteConnection($"Data Source={At("two/run.db")};Mode=ReadOnly;Pooling=False");
        file.Open();
        Assert.Equal("40 80 0.5", Scalar(file, "SELECT (SELECT count(*) FROM steps) || ' ' || count(*) || ' ' || avg(rank) FROM ranks"));
        Assert.Equal("2", Scalar(file, "SELECT value FROM info WHERE key = 'ranks'"));
    }

    [MpiFact]
    public void A_run_goes_on_with_another_number_of_ranks()
    {
        Assert.Equal(0, Train(2, "run", "--set", "train.max-steps=20").Exit);
        var more = Launcher.Run(3, Launcher.Tool, ["train", "--resume", At("run"), "--set", "train.max-steps=40", "--json"]);
        Assert.True(more.Exit == 0, more.Out + more.Error);
        Assert.Equal(40, Summary(more.Out).GetProperty("steps").GetInt64());
    }

    [MpiFact]
    public void What_is_for_one_process_is_refused_for_several()
    {
        var run = Launcher.Run(2, Launcher.Tool, ["runs"]);
        Assert.Equal(2, run.Exit);
        Assert.Contains("The launcher started 2 processes of 'ballast runs', which is for one", run.Error, StringComparison.Ordinal);
    }

    [MpiFact]
    public void A_batch_that_cannot_be_shared_is_refused_before_anything_is_written()
    {
        var run = Train(2, "small", "--set", "data.batch=1");
        Assert.Equal(2, run.Exit);
        Assert.Contains("data.batch: 2 ranks cannot share a batch of 1 rows", run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(At("small")));
    }

    [MpiFact]
    public void An_error_is_said_and_ends_all()
    {
        File.WriteAllText(At("mine.yaml"), Config.Replace("mlp", "mpl", StringComparison.Ordinal));
        var run = Launcher.Run(2, Launcher.Tool, ["train", At("mine.yaml"), "--out", At("run")]);
        Assert.Equal(2, run.Exit);
        Assert.Contains("mpl", run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(At("run")));
    }

    private static string Scalar(SqliteConnection file, string sql)
    {
        using var command = file.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar()!.ToString()!;
    }
}
