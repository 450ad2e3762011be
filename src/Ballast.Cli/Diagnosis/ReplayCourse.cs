namespace Ballast.Cli;

/// <summary>The steps of a run as they are taken again, beside those that were recorded.</summary>
/// <param name="recorded">All that were recorded.</param>
/// <param name="steps">How many are taken again.</param>
/// <param name="stop">Ends the training behind them.</param>
internal sealed class ReplayCourse(IReadOnlyList<ReplayStep> recorded, long steps, CancellationTokenSource stop) : ITrainingProgress
{
    /// <summary>What the losses of a replay that is not the same to the bit may differ by, as a share of the recorded.</summary>
    public const double Close = 1e-3;

    /// <summary>How many were taken.</summary>
    public int Count { get; private set; }

    /// <summary>The first whose loss or gradient norm is not the recorded one to the bit; null if all are.</summary>
    public (long Step, double Loss)? Differs { get; private set; }

    /// <summary>The largest difference of a loss as a share of the recorded one; infinite where only one of them is finite.</summary>
    public double Largest { get; private set; }

    /// <summary><c>same</c> to the bit, <c>close</c> as another processor computes, or <c>different</c>.</summary>
    public string Verdict =>
        Differs is null ? "same"
        : Largest <= Close ? "close"
        : "different";

    public void Step(StepRecord record, double accuracy) => Take(record.Step, record.Loss, record.GradientNorm);

    /// <summary>One more, of that index.</summary>
    public void Take(long step, double loss, double norm)
    {
        Count++;
        var was = step < recorded.Count ? recorded[(int)step] : default;
        if (!loss.Equals(was.Loss) || !norm.Equals(was.Norm))
            Differs ??= (step, loss);
        if (!loss.Equals(was.Loss))
            Largest = Math.Max(Largest, Share(loss, was.Loss));
        if (Count >= steps)
            stop.Cancel();
    }

    private static double Share(double loss, double recorded) =>
        double.IsFinite(loss) && double.IsFinite(recorded) ? Math.Abs(loss - recorded) / Math.Max(Math.Abs(recorded), double.Epsilon)
        : double.IsFinite(loss) == double.IsFinite(recorded) ? 0
        : double.PositiveInfinity;
}
