namespace Ballast;

/// <summary>
/// The last resort, where no module shows the trouble, or it is still there: all matrices made smaller together
/// (<see cref="WeightShrink"/>).
/// </summary>
internal sealed class ShrinkRemedy : IRemedy
{
    public string Trouble => "";

    public bool Suspects(Examination seen) =>
        seen.First.Order.Count == 0
        || Ballast.Trouble.Of(seen.First).Kind != TroubleKind.None
        || (!seen.IsMended && seen.All(WeightShrink.IsSuspected))
        || seen.IsFar;

    public IReadOnlyList<string> Propose(Examination seen, int way) =>
        new WeightShrink(seen.Model, seen.AllLosses).Run() is { } done ? [done] : [];
}
