using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class RingPlayers : SetupScenario
{
    private const int Noise = 4;

    public override string Name => "ring_players";

    public override string Kind => "two players, generator and critic on a ring, Adam, rate too high";

    public override string WhatExplodes =>
        "A generator learns points on a ring from a critic that learns with it, both by one Adam at a rate a hundred times too high.";

    public override int Steps => 400;

    public override double Trivial => 1.2;

    public override double Oracle => 0.188;

    protected override Trial Make(int seed, Generator weights, bool sane)
    {
        var model = new Players(weights);
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.Adam(model.parameters(), sane ? 1e-3 : 0.1, beta1: 0.5),
            Loss = (output, _) => Play(output),
            CleanLoss = Distance,
            Draw = (_, generator) => Ring(128, generator),
            Clean = CleanRing(),
        };
    }

    // columns: the critic's word on the true point, on the made one, on the made one with only the generator to blame
    private static Tensor Play(Tensor output) =>
        output
            .select(1, 0)
            .neg()
            .Softplus()
            .mean()
            .Plus(output.select(1, 1).Softplus().mean())
            .Plus(output.select(1, 2).neg().Softplus().mean());

    // energy distance of made and true points
    private static Tensor Distance(Tensor output, Tensor target)
    {
        var (made, truth) = (output.narrow(1, 3, 2), target.to(output.dtype));
        var across = cdist(made, truth).mean();
        return across.Times(2) - cdist(made, made).mean() - cdist(truth, truth).mean();
    }

    private static (Tensor X, Tensor Y) CleanRing()
    {
        using var generator = new Generator(341);
        return Ring(500, generator);
    }

    private static (Tensor X, Tensor Y) Ring(int count, Generator generator)
    {
        var angle = rand([count], generator: generator).Times(2 * Math.PI);
        var points = stack([angle.cos(), angle.sin()], 1);
        return (cat([points, randn([count, Noise], generator: generator)], 1), points);
    }

    private sealed class Players : nn.Module<Tensor, Tensor>
    {
        private readonly nn.Module<Tensor, Tensor> maker,
            critic;

        public Players(Generator weights)
            : base("players")
        {
            maker = Layers.Mlp(weights, [Noise, 64, 64, 2], Layers.He, lastGain: 1);
            critic = Layers.Mlp(weights, [2, 64, 64, 1], Layers.He, lastGain: 1);
            RegisterComponents();
        }

        public override Tensor forward(Tensor x)
        {
            var made = maker.call(x.narrow(1, 2, Noise));
            var blamed = critic.call(made);
            var critics = critic.call(made.detach());
            // the third word moves the maker alone: the way through the critic's weights is taken out again
            return cat([critic.call(x.narrow(1, 0, 2)), critics, (blamed - critics).Plus(critics.detach()), made], 1);
        }
    }
}
