namespace Ballast.Lab;

/// <summary>
/// When a training counts as survived. What remains between its final loss and the oracle's is measured in units of what there
/// was to learn (from the best constant predictor to the oracle), since a ratio of losses says nothing where the oracle is near 0.
/// </summary>
public static class PassCriterion
{
    /// <summary>Largest gap that counts as survived.</summary>
    public const double SurvivedGap = 0.25;

    /// <summary>Largest gap that counts as survived strictly.</summary>
    public const double StrictGap = 0.10;

    private const int Evaluations = 5,
        Share = 50;

    /// <summary>
    /// Whether the clean loss is taken after a step: after the last one and four before it, at equal distances in the last tenth.
    /// </summary>
    public static bool EvaluatesAfter(int step, int steps)
    {
        var back = steps - 1 - step;
        var distance = Math.Max(1, steps / Share);
        return back >= 0 && back % distance == 0 && back / distance < Evaluations;
    }

    /// <summary>The middle one of the clean losses; NaN if any is, or if there are none.</summary>
    public static double Final(IEnumerable<double> losses)
    {
        double[] sorted = [.. losses.Order()]; // NaN sorts first
        return sorted.Length == 0 || double.IsNaN(sorted[0]) ? double.NaN : sorted[sorted.Length / 2];
    }

    /// <summary>0 where the oracle is reached, 1 where nothing was learnt.</summary>
    public static double Gap(double final, double oracle, double trivial) => (final - oracle) / (trivial - oracle);

    /// <summary>Whether a gap is small enough; a non-finite one never is.</summary>
    public static bool Passes(double gap, double limit) => double.IsFinite(gap) && gap <= limit;

    /// <summary>How much of the gap was closed, between 0 and 1: a quality that counts a dead run as 0.</summary>
    public static double Closed(double gap) => double.IsNaN(gap) ? 0 : Math.Clamp(1 - gap, 0, 1);
}
