using System.Diagnostics;

namespace Ballast.Cli;

/// <summary>Steps of some work and a record of 200 parameters each, as fast as they go.</summary>
/// <param name="sink">Takes the records.</param>
/// <param name="work">How much work a step is: 1 makes some thousands of steps a second.</param>
internal sealed class BenchTraining(IRecordSink sink, int work = 1)
{
    public const int Parameters = 200;

    private readonly double[] _work = new double[300_000 * work];
    private readonly Func<int, StepRecord> _records = Records();
    private int _step;

    /// <summary>Trains for a while.</summary>
    /// <returns>Seconds of a step.</returns>
    public double Run(TimeSpan time)
    {
        var (began, steps) = (Stopwatch.GetTimestamp(), 0);
        while (Stopwatch.GetElapsedTime(began) < time)
        {
            for (var i = 0; i < _work.Length; i++)
                _work[i] = (_work[i] * 0.5) + i;
            sink.Write(_records(_step++));
            steps++;
        }

        return Stopwatch.GetElapsedTime(began).TotalSeconds / steps;
    }

    /// <summary>A run of so many steps, as fast as the disk takes it.</summary>
    public static void Write(string folder, int steps)
    {
        using var writer = Sinks.RunFile(folder);
        var records = Records();
        for (var step = 0; step < steps; step++)
        {
            writer.Write(records(step));
            if (step % 1000 == 999)
                writer.Saving(); // this loop does nothing else and is faster than the disk
        }
    }

    private static Func<int, StepRecord> Records()
    {
        var infos = Enumerable.Range(0, Parameters).Select(i => new ParameterInfo($"layers.{i}.weight", [64, 64])).ToArray();
        return step =>
        {
            var (readings, updates) = (new ParameterReading[Parameters], new ParameterUpdate[Parameters]);
            for (var i = 0; i < Parameters; i++)
            {
                readings[i] = new(infos[i], 1 + (((step * 31) + i) % 17), 0.5, 0);
                updates[i] = new(0.01, 3 + (i % 5), 1);
            }

            return new StepRecord(new GradientReading(step, 2 + Math.Sin(step), readings), Verdict.Proceed, updates) { LearningRate = 0.1 };
        };
    }
}
