using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class NoiselessLikelihood : SetupScenario
{
    private static readonly VectorTask s_task = new(8, 1, 321);

    public override string Name => "noiseless_likelihood";

    public override string Kind => "likelihood of data without noise, Adam, rate too high";

    public override string WhatExplodes =>
        "A Gaussian likelihood with a spread of its own for each point, of data that have no noise: the loss falls for ever, and "
        + "its gradient grows on the way.";

    public override int Steps => 400;

    public override double Trivial => 1.4189;

    public override double Oracle => -2.046;

    protected override Trial Make(int seed, Generator weights, bool sane)
    {
        var model = Layers.Mlp(weights, [8, 64, 64, 2], Layers.He, lastGain: 1);
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.Adam(model.parameters(), sane ? 1e-3 : 0.15),
            Loss = Likelihood,
            CleanLoss = Likelihood,
            Draw = (_, generator) => s_task.Draw(64, generator),
            Clean = s_task.Clean(),
        };
    }

    private static Tensor Likelihood(Tensor output, Tensor target)
    {
        var (mean, spread) = (output.narrow(1, 0, 1), output.narrow(1, 1, 1));
        var off = (target - mean) / spread.exp();
        return off.Squared().Scale(0.5).Plus(spread).mean().Plus(0.9189);
    }
}
