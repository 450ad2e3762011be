using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class FlowDeterminant : SetupScenario
{
    private const ulong CleanSeed = 111;

    public override string Name => "flow_determinant";

    public override string Kind => "normalising flow, unbounded scale";

    public override string WhatExplodes => "Coupling layers multiply by exp(s): density is bought with a determinant without bound.";

    public override int Steps => 300;

    public override double Trivial => Math.Log(2 * Math.PI * Math.E);

    public override double Oracle => 0.4595;

    protected override Trial Make(int seed, Generator weights, bool sane)
    {
        using var clean = new Generator(CleanSeed);
        var model = new CouplingFlow(6, 32, sane ? 0.1 : 2, weights);
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.SGD(model.parameters(), 0.05, momentum: 0.9),
            Loss = (logDensity, _) => -logDensity.mean(),
            Draw = (_, generator) => Draw(128, generator),
            Clean = Draw(1000, clean),
        };
    }

    // a thin sine wave, of about unit variance
    private static (Tensor X, Tensor Y) Draw(int count, Generator generator)
    {
        var x = randn([count, 1], generator: generator);
        var y = x.Times(2).sin().Scale(Math.Sqrt(2)).Plus(randn([count, 1], generator: generator).Scale(0.05));
        return (cat([x, y], 1), zeros(count));
    }
}
