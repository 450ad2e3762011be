namespace Ballast;

/// <summary>
/// Limits the change of each parameter to a share of its weights: the strongest single protection that was measured. With the proposed change d and weights w
/// <code>
/// limit = ratio * ramp(t) * fade(t) / sqrt(calls) * max(||w||, floor)
/// floor = 0.3 sqrt(count) for vectors, 0.5 sqrt(count / fanIn) for all others
/// ramp  = min(1, (t + 1) / 10)
/// fade  = min(1, max(0.02, (T - t) / (T / 2))) with horizon T, 1 without
/// </code>
/// The floor keeps zero-initialised parameters moving; ramp lets the moments fill; fade anneals over the last half.
/// </summary>
internal sealed class UpdateCapRule(double ratio) : ICapRule
{
    private const double WarmupSteps = 10, LeastFade = 0.02, VectorFloor = 0.3, MatrixFloor = 0.5;
    private readonly double _ratio = Require.Positive(ratio);

    public string Name => "update-cap";

    public double Scale(in UpdateReading update)
    {
        var info = update.Info;
        var floor = info.IsVector ? VectorFloor * Math.Sqrt(info.Count) : MatrixFloor * Math.Sqrt((double)info.Count / info.FanIn);
        var limit = _ratio * Pace(update.Step, update.Horizon) / Math.Sqrt(info.Calls) * Math.Max(update.WeightNorm, floor);
        return update.ChangeNorm > limit ? Math.Max(limit / update.ChangeNorm, double.Epsilon) : 1;
    }

    private static double Pace(long step, long horizon)
    {
        var ramp = Math.Min(1, (step + 1) / WarmupSteps);
        return horizon <= 0 ? ramp : ramp * Math.Min(1, Math.Max(LeastFade, (horizon - step) / (0.5 * horizon)));
    }
}
