using System.Diagnostics;
using Ballast.Lab;

namespace Ballast.Cli;

/// <summary>Trains a built-in task under a technique, in this process.</summary>
internal static class TaskTraining
{
    public static CompareTrial Run(ComparisonTask task, Policy technique, int seed, int? steps)
    {
        var trial = new CompareTrial
        {
            Task = task.Name,
            Technique = technique.Name,
            Seed = seed,
        };
        if (TrialRunner.Run(task, technique, seed, steps) is not { } result)
            return trial with { Applies = false };
        return (
            trial with
            {
                Survived = double.IsFinite(result.TestLoss) && task.Survives(result.Value),
                TestLoss = result.TestLoss,
                TestAccuracy = result.TestAccuracy,
                GradVariance = result.GradientVariance,
                Refused = result.Refused,
                Flips = result.Flips,
                StepSeconds = result.StepTime.TotalSeconds,
                PeakBytes = PeakMemory(),
            }
        ).With(result.GradientNorms, result.Losses);
    }

    /// <summary>Of this process so far.</summary>
    public static double PeakMemory()
    {
        using var self = Process.GetCurrentProcess();
        return self.PeakWorkingSet64;
    }
}
