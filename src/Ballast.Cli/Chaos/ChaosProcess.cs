using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Ballast.Lab;

namespace Ballast.Cli;

/// <summary>A training of the chaos suite in a process of its own, which may be killed.</summary>
internal static class ChaosProcess
{
    public const string Name = "chaos-training";

    /// <summary>Runs it from the newest checkpoint in the folder on: until it kills itself at a fault, or to its end.</summary>
    /// <returns>The bits of the weights; null where it did not come to its end.</returns>
    public static string? Run(ChaosPlan plan, string folder, ChaosFault? kill)
    {
        using var process = Process.Start(
            TrialWorker.Start([
                Name,
                "--folder",
                folder,
                "--plan",
                JsonSerializer.Serialize(plan),
                "--kill",
                JsonSerializer.Serialize(kill),
            ])
        )!;
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        error.Wait();
        return process.ExitCode == ExitCode.Done ? output.Trim() : null;
    }

    /// <summary>Kills this process so long after a step of its own.</summary>
    public sealed class Killer(ChaosFault? fault) : ITrainingProgress
    {
        private const int LongestWait = 20_000; // microseconds: a step, or the writing of a checkpoint

        public void Step(StepRecord record, double accuracy)
        {
            if (fault?.Step != record.Step)
                return;
            var wait = fault.Index % LongestWait;
            new Thread(() =>
            {
                var since = Stopwatch.GetTimestamp();
                while (Stopwatch.GetElapsedTime(since).TotalMicroseconds < wait)
                    Thread.SpinWait(10);
                Process.GetCurrentProcess().Kill();
            }).Start();
        }
    }
}
