namespace Ballast.Tests;

/// <summary>A training that is killed again and again ends where one that never was ends, to the last bit.</summary>
public sealed class KillTests : IDisposable
{
    private const int Kills = 20;
    private readonly string _folder = Directory.CreateTempSubdirectory("ballast-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Twenty_kills_at_random_leave_no_trace()
    {
        var (whole, killed) = (Path.Combine(_folder, "whole"), Path.Combine(_folder, "killed"));
        Assert.True(KilledTraining.Run(whole));

        var random = new Random(20);
        for (var kill = 0; kill < Kills; kill++)
        {
            // every other one while something is being written
            var microseconds = kill % 2 == 0 ? 0 : random.Next(1, 12_000);
            Assert.False(KilledTraining.Run(killed, random.Next(1, 11), microseconds), $"kill {kill} came too late");
            using var run = RunFile.Open(killed);
            var steps = run.Steps().Select(step => step.Step).ToArray();
            Assert.Equal(Enumerable.Range(0, steps.Length).Select(step => (long)step), steps);
            _ = new CheckpointFolder(Path.Combine(killed, "checkpoints")).NewestGood();
        }

        Assert.True(KilledTraining.Run(killed));
        Assert.Equal(File.ReadAllText(Path.Combine(whole, "bits")), File.ReadAllText(Path.Combine(killed, "bits")));
        Assert.Equal(Story(whole), Story(killed));
        Assert.Empty(Directory.GetFiles(Path.Combine(killed, "checkpoints"), "*.unfinished"));
    }

    // all that is recorded apart from times, and that the guard had something to do
    private static string[] Story(string folder)
    {
        using var run = RunFile.Open(folder);
        var (steps, summary) = (run.Steps().ToArray(), run.Summary()!);
        Assert.Contains(steps, step => step.Verdict == VerdictKind.Skip);
        Assert.Contains(steps, step => step.Verdict == VerdictKind.Rescale);
        Assert.Contains(steps, step => step.Capped > 0);
        return
        [
            .. steps.Select(it =>
                $"{it.Step} {it.Loss:R} {it.Accuracy:R} {it.GradientNorm:R} {it.NonFinite} {it.Verdict} {it.Scale:R} "
                + $"{it.LearningRate:R} {it.LossScale:R} {it.Capped} {it.UpdateRatio:R} {it.Reason} {string.Join(';', it.Edits)}"
            ),
            .. run.Evaluations().Select(it => $"{it}"),
            $"{summary with { Elapsed = default }}",
        ];
    }
}
