namespace Ballast;

/// <summary>
/// What a stretch adds to the squares of the norms. <see cref="Broken"/>: a state is not finite; <see cref="Overflown"/>: a moved weight.
/// </summary>
internal readonly record struct ChangeSums(double Change, double Weight, double Gauge, bool Broken, bool Overflown)
{
    public static ChangeSums operator +(ChangeSums a, ChangeSums b) =>
        new(a.Change + b.Change, a.Weight + b.Weight, a.Gauge + b.Gauge, a.Broken | b.Broken, a.Overflown | b.Overflown);
}
