using System.Diagnostics;

namespace Ballast.Core.Tests.Recording;

[Collection(UsesSelfLog.Name)]
public sealed class RunFileResumeTests
{
    [Fact]
    public void What_came_after_the_checkpoint_is_taken_out_and_so_is_the_end()
    {
        using var folder = new Folder();
        using (var writer = new RunFileWriter(folder["run.db"]))
        {
            for (var step = 0; step < 20; step++)
                writer.Write(Some.Record(step, 3));
            writer.Evaluated(new(10, 1, 0.5, 0.9));
            writer.Evaluated(new(20, 2, 0.4, 0.95));
            writer.End(new(TrainingStatus.Interrupted, "", 0.4, 0.95, 20, 0, 0, 0, 0, 0, TimeSpan.FromSeconds(1)));
        }

        using (var writer = new RunFileWriter(folder["run.db"], new RunFileOptions { Append = true, ResumeAt = 15 }))
        {
            writer.Saving();
            using var run = RunFile.Open(folder["run.db"]);
            Assert.Equal(14, run.LastStep);
            Assert.Equal([10], run.Evaluations().Select(it => it.Step));
            Assert.Null(run.Summary());
            Assert.Equal("running", run.Info()["status"]);
            Assert.True(run.Info().ContainsKey("started") && run.Info().ContainsKey("resumed") && !run.Info().ContainsKey("ended"));
        }
    }

    [Fact]
    public void Before_a_checkpoint_all_that_was_recorded_is_on_the_disk_at_once()
    {
        using var folder = new Folder();
        using var writer = new RunFileWriter(folder["run.db"], null, new RunFileTuning { Interval = TimeSpan.FromMinutes(5) });
        for (var step = 0; step < 20; step++)
            writer.Write(Some.Record(step, 3));
        var since = Stopwatch.GetTimestamp();
        writer.Saving();
        Assert.True(Stopwatch.GetElapsedTime(since) < TimeSpan.FromMinutes(1));
        using var run = RunFile.Open(folder["run.db"]);
        Assert.Equal(19, run.LastStep);
    }
}
