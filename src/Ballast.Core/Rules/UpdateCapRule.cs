using static Ballast.RuleConstants;

namespace Ballast;

/// <summary>
/// Limits the change of each parameter to a share of its weights: the strongest single protection that was measured. With the proposed
/// change d and weights w
/// <code>
/// limit = ratio * stride * ramp(t) * fade(t) / (calls * max(1, depth / 7))^0.6 * max(||w||, floor)
/// floor = sqrt(kept) 0.3 sqrt(count) for vectors, sqrt(kept) 0.5 sqrt(count / fanIn) for all others
/// ramp  = min(1, (t + 1) / 10)
/// fade  = min(1, max(0.02, (T - t) / (T / 2))) with horizon T, 1 / sqrt(1 + n / 100) without
/// </code>
/// where kept is the share of its size that set-up left of the parameter (1 where it did nothing), stride what the reading says of
/// how far this change may go (1 as a rule), depth the number of matrices, and n counts the steps in which the parameter was limited. The
/// effect of many small changes along the way of a signal, calls or layers, adds up to between that of a random walk (0.5) and of
/// a coherent sum (1). The floor keeps zero-initialised parameters moving; ramp lets the
/// moments fill; fade anneals over the last half, or else in the way of an inverse square root: only where the cap decides, so a
/// training that is rarely limited keeps its pace however long it takes.
/// </summary>
internal sealed class UpdateCapRule(double ratio) : ICapRule
{
    private readonly double _ratio = Require.Positive(ratio);

    public string Name => "update-cap";

    public double Scale(in UpdateReading update)
    {
        var info = update.Info;
        var floor =
            Math.Sqrt(info.Kept)
            * (info.IsVector ? VectorFloor * Math.Sqrt(info.Count) : MatrixFloor * Math.Sqrt((double)info.Count / info.FanIn));
        var limit =
            _ratio
            * update.Stride
            * Ramp(update.Step)
            * Fade(update)
            / Math.Pow(info.Calls * Math.Max(1, info.Depth / UsualDepth), Compounding)
            * Math.Max(update.WeightNorm, floor);
        return update.ChangeNorm > limit ? Math.Max(limit / update.ChangeNorm, double.Epsilon) : 1;
    }

    private static double Ramp(long step) => Math.Min(1, (step + 1) / RampSteps);

    private static double Fade(in UpdateReading update) =>
        update.Horizon > 0
            ? Math.Min(1, Math.Max(LeastFade, (update.Horizon - update.Step) / (0.5 * update.Horizon)))
            : 1 / Math.Sqrt(1 + (update.Limited / FadeSteps));
}
