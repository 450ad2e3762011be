namespace Ballast;

/// <summary>Far outputs that no single head can be moved to: all heads shifted together (<see cref="OutputShift"/>).</summary>
internal sealed class ShiftRemedy : IRemedy
{
    public string Trouble => "";

    public bool Suspects(Examination seen) => seen.IsFar;

    public IReadOnlyList<string> Propose(Examination seen, int way) =>
        new OutputShift(seen.Model, [.. seen.First.Pulls.Keys]).Run(seen.Losses[seen.FindBest()]) is { } done ? [done] : [];
}
