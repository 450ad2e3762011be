using System.Diagnostics;

namespace Ballast.Core.Tests.Recording;

/// <summary>Another process writes; it is read as it grows, and after it was killed in the middle.</summary>
public sealed class RunFileKillTests
{
    [Theory]
    [InlineData(nameof(RunJournal.WriteAhead))]
    [InlineData(nameof(RunJournal.Rollback))]
    public void A_run_is_readable_while_it_grows_and_after_a_kill(string journal)
    {
        var folder = Directory.CreateTempSubdirectory("ballast-").FullName;
        using var writer = KilledWriter.Start(Path.Combine(folder, "run.db"), Enum.Parse<RunJournal>(journal));
        try
        {
            // the file appears whole, so the first look at it finds a run
            var clock = Stopwatch.StartNew();
            while (!File.Exists(Path.Combine(folder, "run.db")) && clock.Elapsed < TimeSpan.FromSeconds(20))
                Thread.Sleep(1);
            long seen = -1;
            while (seen < 1000 && clock.Elapsed < TimeSpan.FromSeconds(20))
            {
                using var growing = RunFile.Open(folder);
                Assert.Equal("running", growing.Info().GetValueOrDefault("status", "running"));
                seen = Follow(growing, seen);
                Thread.Sleep(5);
            }

            Assert.True(seen >= 1000, $"saw {seen} steps");
            writer.Kill();
            writer.WaitForExit();

            using (var run = RunFile.Open(folder))
            {
                Assert.True(Follow(run, -1) >= seen);
                Assert.Equal("running", run.Info()["status"]);
                Assert.Null(run.Summary());
            }

            // and a training resumed from it goes on
            using (var again = new RunFileWriter(folder, new RunFileOptions { Append = true }))
                again.Write(Some.Record(1_000_000, 20));
            using var resumed = RunFile.Open(folder);
            Assert.Equal(1_000_000, resumed.Steps().Last().Step);
        }
        finally
        {
            if (!writer.HasExited)
                writer.Kill();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static long Follow(RunFile run, long last)
    {
        foreach (var step in run.Steps(last, statistics: true))
        {
            Assert.Equal(last + 1, step.Step);
            Assert.Equal(20, step.Parameters.GradientNorms.Count);
            last = step.Step;
        }

        return last;
    }
}
