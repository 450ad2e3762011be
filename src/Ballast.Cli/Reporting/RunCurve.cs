namespace Ballast.Cli;

/// <summary>What a picture shows of one run: its steps in a few hundred bins, however long it was.</summary>
internal sealed record RunCurve(string Label)
{
    private const int Bins = 240,
        StepsToABin = 4;

    /// <summary>Loss of the batches.</summary>
    public IReadOnlyList<Bin> Loss { get; private init; } = [];

    /// <summary>Gradient norms before anything was changed.</summary>
    public IReadOnlyList<Bin> Norm { get; private init; } = [];

    /// <summary>Steps in which the guard intervened, one for each bin at most; and those it refused among them.</summary>
    public IReadOnlyList<(double Step, bool Refused)> Interventions { get; private init; } = [];

    /// <summary>Test accuracy by steps done; empty if there is none.</summary>
    public IReadOnlyList<(double Step, double Accuracy)> Accuracy { get; private init; } = [];

    /// <summary>
    /// The step from which on no loss is finite to the end, and what the first of them is; null for a run that stayed finite.
    /// </summary>
    public (long Step, double Loss)? Lost { get; private init; }

    /// <summary>Steps of the run.</summary>
    public long Steps { get; private init; }

    /// <summary>Lowest, middle (geometric where all are positive) and highest finite value of a bin.</summary>
    public readonly record struct Bin(double Step, double Low, double Middle, double High);

    public static RunCurve Read(RunFile run, string label)
    {
        var steps = run.Steps().ToArray();
        var size = Math.Max(Math.Clamp(steps.Length / 10, 1, StepsToABin), (int)Math.Ceiling(steps.Length / (double)Bins));
        RunStep[][] chunks = [steps[..Math.Min(1, steps.Length)], .. steps.Skip(1).Chunk(size)]; // where it began is worth a bin
        var finite = Array.FindLastIndex(steps, step => double.IsFinite(step.Loss));
        return new(label)
        {
            Loss = [.. chunks.Select(chunk => BinOf(chunk, step => step.Loss)).OfType<Bin>()],
            Norm = [.. chunks.Select(chunk => BinOf(chunk, step => step.GradientNorm)).OfType<Bin>()],
            Interventions =
            [
                .. chunks
                    .Where(chunk => chunk.Any(step => step.Intervened))
                    .Select(chunk => ((double)chunk[0].Step, chunk.Any(step => step.Verdict >= VerdictKind.Skip && !step.Overruled))),
            ],
            Accuracy = AccuracyOf(run),
            Lost = finite + 1 < steps.Length ? (steps[finite + 1].Step, steps[finite + 1].Loss) : null,
            Steps = steps.Length == 0 ? 0 : steps[^1].Step + 1,
        };
    }

    // a training that was ended early is evaluated once more at its end
    private static List<(double, double)> AccuracyOf(RunFile run)
    {
        List<(double Step, double Accuracy)> points =
        [
            .. run.Evaluations().Where(it => double.IsFinite(it.Accuracy)).Select(it => ((double)it.Step, it.Accuracy)),
        ];
        if (run.Summary() is { } end && double.IsFinite(end.TestAccuracy) && (points.Count == 0 || points[^1].Step < end.Steps))
            points.Add((end.Steps, end.TestAccuracy));
        return points;
    }

    private static Bin? BinOf(RunStep[] chunk, Func<RunStep, double> number)
    {
        var values = chunk.Select(number).Where(double.IsFinite).ToArray();
        if (values.Length == 0)
            return null;
        var middle = values.Min() > 0 ? Math.Exp(values.Average(Math.Log)) : values.Average();
        return new(chunk[0].Step + ((chunk.Length - 1) / 2.0), values.Min(), middle, values.Max());
    }
}
