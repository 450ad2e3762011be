using Microsoft.Data.Sqlite;

namespace Ballast.Core.Tests.Recording;

/// <summary>What was noticed, and the trivial predictor, in the run file; and files that have neither.</summary>
[Collection(UsesSelfLog.Name)]
public sealed class RunFileNoticesTests : IDisposable
{
    private static readonly TrainingSummary End = new(TrainingStatus.Trained, "", 1, 0.5, 30, 0, 0, 0, 0, 0, TimeSpan.FromSeconds(1))
    {
        Trivial = new(1.1, double.NaN, Learned.No, "No better than always predicting the mean."),
    };

    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Both_come_back_and_what_is_done_again_replaces_them()
    {
        Write();
        using (var run = RunFile.Open(_folder["run"]))
        {
            Assert.Equal([(3, "one"), (3, "two"), (7, "three")], run.Notices());
            Assert.Equal(End.Trivial, run.Summary()!.Trivial);
            Assert.Equal(["step 3: one", "step 3: two", "step 7: three"], run.Summary()!.Notices);
        }

        using (var writer = new RunFileWriter(_folder["run"], new RunFileOptions { Append = true, ResumeAt = 5 }))
            writer.Write(Step(6, "again"));
        using (var run = RunFile.Open(_folder["run"]))
        {
            Assert.Equal([(3, "one"), (3, "two"), (6, "again")], run.Notices());
            Assert.Null(run.Summary());
        }
    }

    [Fact]
    public void A_comparison_that_cannot_tell_comes_back_as_such()
    {
        using (var writer = new RunFileWriter(_folder["run"]))
            writer.End(End with { Trivial = new(0.5, 0.25, null, "") });
        using var run = RunFile.Open(_folder["run"]);
        Assert.Equal(new TrivialComparison(0.5, 0.25, null, ""), run.Summary()!.Trivial);
        Assert.Null(run.Summary()!.Trivial!.Word);
    }

    [Fact]
    public void A_file_of_a_version_without_them_is_read_and_gone_on_with()
    {
        Write();
        using (var connection = new SqliteConnection($"Data Source={Path.Combine(_folder["run"], "run.db")};Pooling=False"))
        {
            connection.Open();
            using var drop = connection.CreateCommand();
            drop.CommandText = "DROP TABLE notices; DROP TABLE trivial";
            drop.ExecuteNonQuery();
        }

        using (var run = RunFile.Open(_folder["run"]))
        {
            Assert.Empty(run.Notices());
            Assert.Null(run.Summary()!.Trivial);
        }

        using (var writer = new RunFileWriter(_folder["run"], new RunFileOptions { Append = true, ResumeAt = 5 }))
            writer.Write(Step(6, "again"));
        using (var run = RunFile.Open(_folder["run"]))
            Assert.Equal([(6, "again")], run.Notices());
    }

    [Fact]
    public void A_kept_record_keeps_them_and_the_console_says_them()
    {
        var text = new StringWriter();
        using var sink = Sinks.Console(1000, text);
        var record = Step(7, "refusals pile up");
        Assert.Equal(record.Notices, record.Keep().Notices);
        Assert.False(record.Intervened);
        sink.Write(record);
        Assert.Contains("notice: refusals pile up", text.ToString(), StringComparison.Ordinal);
    }

    private static StepRecord Step(long step, params string[] notices) =>
        new(Some.Reading(step, 1, 1), Verdict.Proceed) { Notices = notices };

    private void Write()
    {
        using var writer = new RunFileWriter(_folder["run"]);
        writer.Write(Step(2));
        writer.Write(Step(3, "one", "two"));
        writer.Write(Step(7, "three"));
        writer.End(End);
    }
}
