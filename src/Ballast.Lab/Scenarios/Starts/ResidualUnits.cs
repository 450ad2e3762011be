using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class ResidualUnits : SetupScenario
{
    private const double Width = 0.02,
        Frequency = 2 * Math.PI,
        Amplitude = 1.414;
    private const ulong CleanSeed = 391;

    public override string Name => "residual_units";

    public override string Kind => "physics-informed net, residual of a differential equation";

    public override string WhatExplodes =>
        "The loss is the square of u'' - f in the units of the equation: the second derivative of "
        + "a solution of size 1 is 56, and its square in the thousands.";

    public override int Steps => 400;

    public override double Trivial => 1;

    public override double Oracle => 1.476e-06;

    protected override Trial Make(int seed, Generator weights, bool sane)
    {
        using var clean = new Generator(CleanSeed);
        var unit = sane ? Frequency * Frequency : 1;
        var net = nn.Sequential(
            ("centre", new Elementwise(x => x.Minus(0.5).Times(4))),
            ("mlp", Layers.Mlp(weights, [1, 48, 48, 1], 1.5, lastGain: 1, activation: () => nn.Tanh()))
        );
        var model = new StencilNet(net, Width);
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.SGD(model.parameters(), 0.1, momentum: 0.9),
            Loss = (u, target) => (Residual(u) - target.select(1, 1)).Over(unit).Squared().mean(),
            CleanLoss = (u, target) => nn.functional.mse_loss(u.select(1, 1), target.select(1, 0)),
            Draw = (_, generator) => Draw(64, generator),
            Clean = Draw(1000, clean),
        };
    }

    private static Tensor Residual(Tensor u) => (u.select(1, 0) - u.select(1, 1).Times(2)).Plus(u.select(1, 2)).Over(Width * Width);

    // points; the solution there, of unit variance, and its second derivative
    private static (Tensor X, Tensor Y) Draw(int count, Generator generator)
    {
        var x = rand([count, 1], generator: generator);
        var u = x.Times(Frequency).sin().Scale(Amplitude);
        return (x, cat([u, u.Times(-Frequency * Frequency)], 1));
    }
}
