using System.Diagnostics;
using Microsoft.Data.Sqlite;

namespace Ballast.Core.Tests.Recording;

/// <summary>What the writer costs a training, and that no disk can hurt it.</summary>
[Collection(UsesSelfLog.Name)]
public sealed class RunFileWriterTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    [InlineData(2000)]
    public void A_write_allocates_nothing_whatever_the_number_of_parameters(int parameters)
    {
        using var writer = Writer(new RunFileTuning { Capacity = 32, Interval = TimeSpan.FromMilliseconds(1) });
        writer.Begin(new TrainingPlan(1, 1000, 1, 1));
        var records = Enumerable.Range(0, 1000).Select(step => Some.Record(step, parameters)).ToArray();
        using (Lock(writer.Path))
            foreach (var record in records)
                Both(record); // nothing leaves, so every row is made that there may be
        WaitFor(writer, 32);
        var dropped = writer.Dropped;

        // what a write makes shows in every round; what is made once (4,520 bytes in one run of many, with much else going on) does not
        Assert.Equal(
            0,
            Enumerable
                .Range(0, 3)
                .Min(_ =>
                    Allocated(() =>
                    {
                        foreach (var record in records)
                            Both(record);
                    })
                )
        );
        Assert.True(writer.Dropped - dropped < 3 * records.Length, "nothing was written at all");

        void Both(StepRecord record)
        {
            writer.Write(record);
            writer.Step(record, 0.5);
            if (record.Step % 20 == 0)
                Thread.Sleep(1);
        }
    }

    private static long Allocated(Action work)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        work();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    [Theory]
    [InlineData(nameof(RunJournal.WriteAhead))]
    [InlineData(nameof(RunJournal.Rollback))]
    public void What_is_written_is_visible_within_half_a_second(string journal)
    {
        using var writer = Writer(new RunFileTuning { Journal = Enum.Parse<RunJournal>(journal) });
        using var run = RunFile.Open(writer.Path);
        for (var step = 0; step < 3; step++)
        {
            writer.Write(Some.Record(step));
            var clock = Stopwatch.StartNew();
            while (run.Steps().Count() <= step && clock.Elapsed < TimeSpan.FromSeconds(5))
                Thread.Sleep(5);
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(1), $"took {clock.Elapsed}"); // half a second, and as much for a busy machine
        }
    }

    [Fact]
    public void A_disk_too_slow_costs_records_which_are_counted_and_never_time()
    {
        var clock = new Stopwatch();
        using (var writer = Writer(new RunFileTuning { Capacity = 8, Interval = TimeSpan.FromMilliseconds(5) }))
        {
            writer.Write(Some.Record(0));
            WaitFor(writer, 1);
            using (Lock(writer.Path))
            {
                clock.Start();
                for (var step = 1; step <= 10_000; step++)
                    writer.Write(Some.Record(step));
                clock.Stop();
                Assert.Equal(10_000 - 8, writer.Dropped);
            }
        }

        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(1), $"took {clock.Elapsed}");
        using var run = RunFile.Open(_folder["run.db"]);
        Assert.Equal((9, 9992), (run.Steps().Count(), run.Dropped));
        Assert.Equal($"ballast: {_folder["run.db"]} lacks 9992 records: the disk did not keep up.", Assert.Single(_folder.Reports));
    }

    [Fact]
    public void A_file_that_stays_locked_is_given_up()
    {
        using (
            var writer = Writer(
                new RunFileTuning { LockPatience = TimeSpan.FromMilliseconds(100), Interval = TimeSpan.FromMilliseconds(5) }
            )
        )
        {
            writer.Write(Some.Record(0));
            WaitFor(writer, 1);
            using (Lock(writer.Path))
                WriteUntilReported(writer);
        }

        AssertGivenUp("another process keeps the file locked");
        using var run = RunFile.Open(_folder["run.db"]);
        Assert.Single(run.Steps());
    }

    [Fact]
    public void A_full_disk_is_reported_once_and_what_was_written_stays_readable()
    {
        using (var writer = Writer(new RunFileTuning { MaxPages = 40, Interval = TimeSpan.FromMilliseconds(5) }))
            WriteUntilReported(writer);
        AssertGivenUp("SQLite Error 13: 'database or disk is full'.");
        using var run = RunFile.Open(_folder["run.db"]);
        Assert.NotEmpty(run.Steps());
        Assert.Equal(run.Steps().Count(), run.Steps().Last().Step); // the first is 1: whole batches, none torn
    }

    [Fact]
    public void A_deleted_file_is_reported_once()
    {
        if (OperatingSystem.IsWindows())
            return; // an open file cannot be deleted there
        using (var writer = Writer(new RunFileTuning { Interval = TimeSpan.FromMilliseconds(5) }))
        {
            writer.Write(Some.Record(0));
            File.Delete(writer.Path);
            WriteUntilReported(writer);
        }

        AssertGivenUp("the file was deleted");
    }

    [Fact]
    public void Disposing_twice_and_writing_afterwards_is_harmless()
    {
        var writer = Writer(new RunFileTuning());
        writer.Dispose();
        writer.Dispose();
        writer.Write(Some.Record(0));
        writer.Evaluated(new EvaluationRecord(1, 1, 1, 1));
        Assert.Empty(_folder.Reports);
    }

    private RunFileWriter Writer(RunFileTuning tuning) => new(_folder["run.db"], null, tuning);

    private static void WaitFor(RunFileWriter writer, int steps)
    {
        using var run = RunFile.Open(writer.Path);
        for (var i = 0; i < 1000 && run.Steps().Count() < steps; i++)
            Thread.Sleep(5);
    }

    private void WriteUntilReported(RunFileWriter writer)
    {
        var clock = Stopwatch.StartNew();
        for (var step = 1; clock.Elapsed < TimeSpan.FromSeconds(20); step++)
        {
            writer.Write(Some.Record(step, 20));
            if (step % 10 == 0)
                Thread.Sleep(1);
            lock (_folder.Reports)
            {
                if (_folder.Reports.Count > 0)
                    break;
            }
        }

        for (var step = 0; step < 100; step++)
            writer.Write(Some.Record(step, 20));
    }

    private void AssertGivenUp(string why) =>
        Assert.Equal($"ballast: {_folder["run.db"]} is not written any more; training goes on. {why}", Assert.Single(_folder.Reports));

    private static SqliteConnection Lock(string path)
    {
        var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "BEGIN IMMEDIATE";
        command.ExecuteNonQuery();
        return connection;
    }
}
