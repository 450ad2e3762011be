namespace Ballast.Lab;

/// <summary>A case whose trainings are written out.</summary>
internal sealed class OwnCase(
    string name,
    string kind,
    string source,
    int steps,
    Func<int, Trial> faulty,
    Func<int, Trial> healthy,
    params Cause[] causes
) : Case
{
    public override string Name => name;

    public override string Kind => kind;

    public override string Source => source;

    public override int Steps => steps;

    public override IReadOnlyList<Cause> Causes => causes;

    /// <summary>What <see cref="Case.Floor"/> is. Default: 0.</summary>
    public double Chance { get; init; }

    public override double Floor => Chance;

    public override bool IsLostAtStart => kind is "dead" or "vanishing";

    public override Trial Build(int seed) => faulty(seed);

    public override Trial BuildHealthy(int seed) => healthy(seed);
}
