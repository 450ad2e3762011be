using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>A healthy scenario with one fault put into it.</summary>
internal sealed class MutatedCase(Scenario healthy, Mutation mutation, string kind) : Case
{
    public override string Name => $"{healthy.Name}__{mutation.Name}";

    public override string Kind => kind;

    public override string Source => $"the injector, on {healthy.Name}";

    public override IReadOnlyList<Cause> Causes => mutation.Causes;

    public override bool IsLostAtStart => kind is "dead" or "vanishing";

    public override int Steps => healthy.Steps;

    public override double Floor => healthy is FashionScenario ? 1.0 / SmallFashion.Classes : 0;

    /// <summary>Where there is neither accuracy nor R², the share of the trivial loss that is gone.</summary>
    public override double Score(Trial trial)
    {
        if (healthy is FashionScenario or RegressionScenario)
            return base.Score(trial);
        using var scope = NewDisposeScope();
        return Math.Max(0, 1 - (trial.Evaluate() / healthy.Trivial));
    }

    public override Trial Build(int seed) => mutation.Apply(healthy.Build(seed));

    public override Trial BuildHealthy(int seed) => healthy.Build(seed);
}
