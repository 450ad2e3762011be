namespace Ballast.Dashboard.Tests;

/// <summary>Run files as a training writes them, of numbers that are drawn.</summary>
internal static class SampleRun
{
    /// <summary>A network whose gradients grow from layer to layer and step to step, until they are NaN; a healthy one without.</summary>
    /// <param name="folder">Of the run.</param>
    /// <param name="steps">Steps that are recorded.</param>
    /// <param name="parameters">Parameters.</param>
    /// <param name="breaksAt">The first step with a NaN gradient, in all but the last two parameters; never by default.</param>
    /// <param name="config">Config that it was trained from.</param>
    /// <param name="ends">Whether it came to an end.</param>
    /// <param name="name">Of the parameters.</param>
    public static void Write(
        string folder,
        int steps,
        int parameters = 6,
        int breaksAt = int.MaxValue,
        string config = "",
        bool ends = true,
        Func<int, string>? name = null
    )
    {
        using var writer = Begin(folder, parameters, config, name);
        for (var step = 0; step < steps; step++)
        {
            writer.Write(Record(step, parameters, breaksAt, name));
            if (step % 1000 == 999)
                writer.Saving(); // a loop that does nothing else is faster than the disk
        }

        if (!ends)
            return;
        var broke = steps > breaksAt;
        writer.Evaluated(new EvaluationRecord(steps, 1, broke ? double.NaN : 0.3, broke ? 0.1 : 0.9));
        writer.End(
            new TrainingSummary(
                broke ? TrainingStatus.Halted : TrainingStatus.Trained,
                broke ? $"the loss has been NaN since step {breaksAt}" : "",
                broke ? double.NaN : 0.3,
                broke ? 0.1 : 0.9,
                steps,
                0,
                0,
                0,
                0,
                0,
                TimeSpan.FromSeconds(1)
            )
        );
    }

    public static RunFileWriter Begin(string folder, int parameters, string config = "", Func<int, string>? name = null)
    {
        var info = new Dictionary<string, string> { ["seed"] = "1" };
        if (config.Length > 0)
            info["config"] = config;
        var writer = Sinks.RunFile(folder, new RunFileOptions { Info = info });
        writer.Begin([.. Enumerable.Range(0, parameters).Select(i => Info(i, name))]);
        return writer;
    }

    public static StepRecord Record(long step, int parameters, int breaksAt = int.MaxValue, Func<int, string>? name = null)
    {
        var broken = step >= breaksAt;
        var (readings, updates) = (new ParameterReading[parameters], new ParameterUpdate[parameters]);
        for (var i = 0; i < parameters; i++)
        {
            var grows = breaksAt == int.MaxValue ? 0 : 0.5 * (parameters - i) * Math.Max(0, 1 - (Math.Abs(step - breaksAt) / 20.0));
            var norm = Math.Exp(grows) * (1 + (0.3 * Math.Sin((step * 0.7) + i)));
            var isNaN = broken && i < parameters - 2;
            readings[i] = new(Info(i, name), isNaN ? double.NaN : norm, norm / 2, isNaN ? 1 : 0);
            updates[i] = new(0.01 * (i + 1), 2 + i, step % 5 == 0 ? 0.5 : 1);
        }

        var loss =
            broken && step > breaksAt ? double.NaN
            : step == breaksAt ? double.PositiveInfinity
            : 2.3 * Math.Exp(-step / 500.0) * (1 + (0.1 * Math.Sin(step)));
        return new(
            new GradientReading(step, loss, readings),
            broken ? Verdict.Skip($"the gradient of step {step} is NaN") : default,
            updates
        )
        {
            LearningRate = 0.1,
            UpdateRatio = 0.01,
            Capped = step % 5 == 0 ? parameters : 0,
        };
    }

    private static ParameterInfo Info(int i, Func<int, string>? name) =>
        new(name?.Invoke(i) ?? $"layers.{i / 2}.{(i % 2 == 0 ? "weight" : "bias")}", i % 2 == 0 ? [64, 64] : [64]);
}
