using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class LongCritic(bool explodes) : LongScenario(explodes)
{
    private const int Noise = 8,
        CleanSeed = 431;

    public override string Kind => "WGAN with gradient penalty, points on a ring, Adam";

    public override int Steps => 3000;

    public override double Trivial => 0.73;

    protected override string Training => "long_wgan_gp";

    protected override string Fault =>
        "Generator and critic of half a million parameters learn together by one Adam at a rate a hundred times too high.";

    protected override double Reached => 0.014;

    protected override Trial Make(int seed, Generator weights, bool explodes)
    {
        var model = new PenalisedPlayers(Noise, weights);
        var rate = explodes ? 0.05 : 5e-4;
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.Adam([Group(model.Maker, rate / 5), Group(model.Critic, rate)], rate, beta1: 0, beta2: 0.9),
            Loss = (output, _) => output.mean([0]).sum(),
            CleanLoss = EnergyDistance,
            Draw = (_, generator) => Ring(128, generator),
            Clean = CleanRing(),
        };
    }

    // a critic that is behind misleads, so it goes faster
    private static ParamGroup Group(nn.Module module, double rate) =>
        new()
        {
            Parameters = module.parameters(),
            Options = new FusedOptions { LearningRate = rate },
        };

    // of made and true points
    private static Tensor EnergyDistance(Tensor made, Tensor target)
    {
        var truth = target.to(made.dtype);
        return cdist(made, truth).mean().Times(2) - cdist(made, made).mean() - cdist(truth, truth).mean();
    }

    private static (Tensor X, Tensor Y) CleanRing()
    {
        using var generator = new Generator(CleanSeed);
        return Ring(1000, generator);
    }

    // true points, noise to make others from, and where between the two the slope is penalised [n, 2 + 8 + 1]
    private static (Tensor X, Tensor Y) Ring(int count, Generator generator)
    {
        var angle = rand([count], generator: generator).Times(2 * Math.PI);
        var points = stack([angle.cos(), angle.sin()], 1).Plus(randn([count, 2], generator: generator).Times(0.05));
        return (cat([points, randn([count, Noise], generator: generator), rand([count, 1], generator: generator)], 1), points);
    }
}
