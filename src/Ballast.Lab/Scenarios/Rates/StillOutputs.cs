using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class StillOutputs : SetupScenario
{
    private const int Outputs = 24,
        Live = 6;
    private static readonly VectorTask s_task = new(16, Outputs, 301);
    private static readonly Lazy<double> s_trivial = new(() => (double)Live / Outputs);

    public override string Name => "still_outputs";

    public override string Kind => "most outputs hardly vary, SGD, rate too high";

    public override string WhatExplodes =>
        "Eighteen of 24 outputs are set points that vary by a thousandth around their own levels of about 1; the rate is too high.";

    public override int Steps => 300;

    public override double Trivial => s_trivial.Value;

    public override double Oracle => 0.0116;

    protected override Trial Make(int seed, Generator weights, bool sane)
    {
        var model = Layers.Mlp(weights, [16, 64, 64, Outputs], Layers.He, lastGain: 1);
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.SGD(model.parameters(), sane ? 0.05 : 3, momentum: 0.9),
            Loss = (output, target) => nn.functional.mse_loss(output, target),
            Draw = (_, generator) => Still(s_task.Draw(64, generator)),
            Clean = Still(s_task.Clean()),
        };
    }

    private static (Tensor X, Tensor Y) Still((Tensor X, Tensor Y) batch)
    {
        var levels = linspace(-1.5, 1.5, Outputs - Live);
        var live = batch.Y.narrow(1, 0, Live);
        var still = batch.Y.narrow(1, Live, Outputs - Live).Times(1e-3).Add(levels);
        return (batch.X, cat([live, still], 1));
    }
}
