using Microsoft.Data.Sqlite;

namespace Ballast.Core.Tests.Recording;

/// <summary>Pages that are whole may hold what no run has: every reader says so in one message.</summary>
[Collection(UsesSelfLog.Name)]
public sealed class DamagedRunFileTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("UPDATE steps SET verdict = 'prmceed'")]
    [InlineData("UPDATE steps SET verdict = x'ff'")]
    [InlineData("UPDATE steps SET at = 1e300")]
    [InlineData("UPDATE steps SET elapsed = 1e300")]
    [InlineData("UPDATE steps SET capped = 9223372036854775807")]
    [InlineData("UPDATE steps SET step = 9223372036854775807 WHERE step = 3")]
    [InlineData("UPDATE steps SET gradient_norms = x'010203'")]
    [InlineData("UPDATE steps SET scale = 'wide'")]
    [InlineData("UPDATE evaluations SET epoch = 9223372036854775807")]
    [InlineData("UPDATE summary SET elapsed = -1e300")]
    [InlineData("UPDATE summary SET steps = -1")]
    [InlineData("UPDATE parameters SET shape = '4 x'")]
    [InlineData("UPDATE parameters SET calls = 9223372036854775807")]
    [InlineData("UPDATE metrics SET details = x'0102030405'")]
    [InlineData("DROP TABLE evaluations")]
    [InlineData("DROP TABLE steps")]
    public void A_value_that_no_run_has_is_one_message_or_is_read(string sql)
    {
        Write();
        Execute(sql);
        using var run = RunFile.Open(_folder["run.db"]);
        var refused = 0;
        foreach (
            var read in new Action[]
            {
                () => run.Info(),
                () => run.Steps(statistics: true).Count(),
                () => run.Evaluations(),
                () => run.Summary(),
                () => run.Parameters(),
                () => _ = run.LastStep,
                () => _ = run.Dropped,
            }
        )
        {
            try
            {
                read();
            }
            catch (RunFileException fault)
            {
                Assert.StartsWith(_folder["run.db"], fault.Message, StringComparison.Ordinal);
                refused++;
            }
        }

        // what is no whole number of values is cut to one: a blob has no other mark of its length
        Assert.Equal(
            sql.Contains("x'0102", StringComparison.Ordinal) || sql.Contains("wide", StringComparison.Ordinal) ? 0 : 1,
            Math.Min(1, refused)
        );
    }

    [Theory]
    [InlineData("UPDATE steps SET at = 'late'")]
    [InlineData("UPDATE steps SET at = x'00'")]
    public void Nor_does_a_writer_go_on_with_it(string sql)
    {
        Write();
        Execute(sql);
        Assert.Contains(
            "is damaged: it holds a value that no run has",
            Assert
                .Throws<RunFileException>(() => new RunFileWriter(_folder["run.db"], new RunFileOptions { Append = true, ResumeAt = 5 }))
                .Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_run_says_from_its_first_moment_what_it_is_of()
    {
        // no write has reached the file yet: whoever kills the process now leaves a run that can be gone on with
        using var writer = new RunFileWriter(
            _folder["run.db"],
            new RunFileOptions { Info = new Dictionary<string, string> { ["config"] = "model: mlp" } },
            new RunFileTuning { Interval = TimeSpan.FromMinutes(5) }
        );
        using var run = RunFile.Open(_folder["run.db"]);
        Assert.Equal(("model: mlp", "running"), (run.Info()["config"], run.Info()["status"]));
    }

    [Fact]
    public void A_fault_is_the_end_that_a_run_tells_of()
    {
        using (var writer = new RunFileWriter(_folder["run.db"]))
        {
            writer.Write(Some.Record(0));
            writer.Failed("the module threw");
        }

        using var run = RunFile.Open(_folder["run.db"]);
        Assert.Equal(("failed", "the module threw"), (run.Info()["status"], run.Info()["reason"]));
    }

    [Fact]
    public void A_writer_tells_why_it_gave_up()
    {
        var writer = new RunFileWriter(_folder["run.db"], null, new RunFileTuning { MaxPages = 30 });
        Assert.Null(writer.Failure);
        for (var step = 0; step < 3000 && writer.Failure is null; step++)
        {
            writer.Write(Some.Record(step, 50));
            if (step % 100 == 0)
                writer.Saving();
        }

        writer.Dispose();
        Assert.Contains("full", writer.Failure, StringComparison.Ordinal);
    }

    private void Write()
    {
        using var writer = new RunFileWriter(_folder["run.db"]);
        for (var step = 0; step < 5; step++)
            writer.Write(Some.Record(step, 3));
        writer.Evaluated(new EvaluationRecord(5, 1, 0.5, 0.9) { Metrics = [new("f1", 0.5) { Details = [0.1, 0.2] }] });
        writer.End(new TrainingSummary(TrainingStatus.Trained, "", 0.5, 0.9, 5, 0, 0, 0, 0, 0, TimeSpan.FromSeconds(1)));
    }

    private void Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={_folder["run.db"]};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
