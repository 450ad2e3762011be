using System.Diagnostics;
using System.Globalization;

namespace Ballast.Tests;

/// <summary>
/// A process that trains, goes on from the last checkpoint if there is one, and kills itself: <c>dotnet Ballast.Tests.dll FOLDER
/// STEPS MICROSECONDS</c>, so long after so many steps of its own, which may be in the middle of writing. It writes the bits of the
/// weights to FOLDER/bits at the end.
/// </summary>
internal static class KilledTraining
{
    public const int Epochs = 12;

    public static void Main(string[] arguments)
    {
        var folder = arguments[0];
        using var training = new FragileTraining();
        var checkpoints = new CheckpointFolder(Path.Combine(folder, "checkpoints"));
        var from = checkpoints.NewestGood();
        using var run = Sinks.RunFile(folder, new RunFileOptions { Append = true, ResumeAt = from?.Step ?? 0 });
        var killer = new Killer(
            long.Parse(arguments[1], CultureInfo.InvariantCulture),
            long.Parse(arguments[2], CultureInfo.InvariantCulture)
        );
        training.Trainer(checkpoints, from?.Path, every: 5, sinks: [run], run, killer).Fit(training.Batches, training.Evaluate, Epochs);
        File.WriteAllText(Path.Combine(folder, "bits"), training.Bits());
    }

    /// <returns>Whether it came to its end.</returns>
    public static bool Run(string folder, long steps = long.MaxValue, long microseconds = 0)
    {
        using var process = Process.Start(
            new ProcessStartInfo(Environment.ProcessPath!.Contains("dotnet", StringComparison.Ordinal) ? Environment.ProcessPath : "dotnet")
            {
                ArgumentList =
                {
                    typeof(KilledTraining).Assembly.Location,
                    folder,
                    steps.ToString(CultureInfo.InvariantCulture),
                    microseconds.ToString(CultureInfo.InvariantCulture),
                },
                Environment = { ["OMP_NUM_THREADS"] = "1", ["DOTNET_TieredPGO"] = "0" },
            }
        )!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }

    private sealed class Killer(long steps, long microseconds) : ITrainingProgress
    {
        private long _seen;

        public void Step(StepRecord record, double accuracy)
        {
            if (++_seen != steps)
                return;
            new Thread(() =>
            {
                var since = Stopwatch.GetTimestamp();
                while (Stopwatch.GetElapsedTime(since).TotalMicroseconds < microseconds)
                    Thread.SpinWait(10);
                Process.GetCurrentProcess().Kill();
            }).Start();
            if (microseconds == 0)
                Thread.Sleep(Timeout.Infinite);
        }
    }
}
