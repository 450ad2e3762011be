using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class Polynomial : SetupScenario
{
    private const int Degree = 9;
    private const double Largest = 3;
    private const ulong CleanSeed = 331;

    public override string Name => "polynomial";

    public override string Kind => "polynomial features";

    public override string WhatExplodes =>
        "The powers of x up to the ninth go in as they are, for x between -3 and 3: values up to 19,683.";

    public override int Steps => 400;

    public override double Trivial => 0.9489;

    public override double Oracle => 0.02176;

    protected override Trial Make(int seed, Generator weights, bool sane)
    {
        using var clean = new Generator(CleanSeed);
        var unit = sane ? Largest : 1;
        var powers = new Elementwise(x => cat([.. Enumerable.Range(1, Degree).Select(power => x.Over(unit).Power(power))], 1));
        var model = nn.Sequential(
            ("powers", powers),
            ("mlp", Layers.Mlp(weights, [Degree, 48, 1], Layers.He, lastGain: 1, activation: () => nn.SiLU()))
        );
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.SGD(model.parameters(), 0.02, momentum: 0.9, nesterov: true),
            Loss = (output, target) => nn.functional.mse_loss(output, target),
            Draw = (_, generator) => Draw(64, generator),
            Clean = Draw(1000, clean),
        };
    }

    // of about unit variance
    private static (Tensor X, Tensor Y) Draw(int count, Generator generator)
    {
        var x = rand([count, 1], generator: generator).Subtract(0.5).Scale(2 * Largest);
        return (x, x.Times(1.5).sin().Scale(1.4).Plus(randn([count, 1], generator: generator).Scale(0.1)));
    }
}
