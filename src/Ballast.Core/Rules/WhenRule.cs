namespace Ballast;

/// <summary>A stateless rule from a lambda.</summary>
internal sealed class WhenRule(string name, Func<GradientReading, Verdict> judge) : IGuardRule
{
    public string Name { get; } = name;

    public Verdict Judge(GradientReading reading) => judge(reading);
}
