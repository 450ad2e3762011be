using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class ExposureSpread : SetupScenario
{
    private const double Spread = 3;

    public override string Name => "exposure_spread";

    public override string Kind => "heavy-tailed exposure, deep GELU net, Adam";

    public override string WhatExplodes =>
        "The exposure of the training images has a log-normal spread of e^3: one in a thousand is 10,000 times too bright.";

    public override int Steps => 250;

    public override double Trivial => Math.Log(SmallFashion.Classes);

    public override double Oracle => 0.5097;

    protected override Trial Make(int seed, Generator weights, bool sane)
    {
        var model = Layers.Mlp(
            weights,
            [SmallFashion.Pixels, .. Enumerable.Repeat(64, 8), SmallFashion.Classes],
            1.5,
            lastGain: 1,
            activation: () => nn.GELU()
        );
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.Adam(model.parameters(), 1e-3),
            Loss = (output, target) => nn.functional.cross_entropy(output, target),
            Draw = (_, generator) => Draw(sane, generator),
            Clean = SmallFashion.Clean(),
        };
    }

    private static (Tensor X, Tensor Y) Draw(bool sane, Generator generator)
    {
        var (x, y) = SmallFashion.Draw(64, generator);
        if (sane)
            return (x, y);
        var exposure = randn([64, 1], generator: generator).Scale(Spread).exp_();
        return (SmallFashion.Standardise(SmallFashion.Raw(x) * exposure), y);
    }
}
