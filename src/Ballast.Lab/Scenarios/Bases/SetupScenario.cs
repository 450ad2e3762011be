using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>A scenario whose fault is one of its set-up, so that it can be built without it.</summary>
internal abstract class SetupScenario : Scenario
{
    public sealed override Trial Build(int seed) => Make(seed, sane: false);

    public sealed override Trial BuildSane(int seed) => Make(seed, sane: true);

    /// <summary>The training with its fault, or without.</summary>
    protected abstract Trial Make(int seed, Generator weights, bool sane);

    private Trial Make(int seed, bool sane)
    {
        using var weights = new Generator((ulong)seed);
        return Make(seed, weights, sane);
    }
}
