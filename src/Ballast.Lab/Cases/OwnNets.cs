using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>Small trainings of their own, with a fault or without: questions that were asked in public, rebuilt.</summary>
internal static class OwnNets
{
    /// <summary>
    /// Two linear layers on one-hot classes by squared error, weights and biases N(0, 1), SGD at 3 (StackOverflow 48385830).
    /// </summary>
    public static Trial OneHot(int seed, bool faulty)
    {
        using var weights = new Generator((ulong)seed);
        var gain = faulty ? 14.0 : 1;
        var model = faulty
            ? nn.Sequential(
                ("dense1", Layers.Linear(SmallFashion.Pixels, 30, gain, weights)),
                ("dense2", Layers.Linear(30, SmallFashion.Classes, Math.Sqrt(30), weights))
            )
            : Layers.Mlp(weights, [SmallFashion.Pixels, 30, SmallFashion.Classes], 1);
        var (x, y) = SmallFashion.Clean();
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.SGD(model.parameters(), faulty ? 3 : 0.05),
            Draw = (_, generator) => SmallFashion.Draw(10, generator) is var (a, b) ? (a, OneHotOf(b)) : default,
            Loss = (output, target) => nn.functional.mse_loss(output, target),
            Clean = (x, OneHotOf(y)),
        };
    }

    /// <summary>y = x^4 for x from -100 to 100, unscaled (StackOverflow 52800582).</summary>
    public static Trial FourthPower(int seed, bool faulty)
    {
        using var weights = new Generator((ulong)seed);
        var model = nn.Sequential(
            ("dense1", Layers.Linear(1, 50, 1, weights)),
            ("act1", Activations.Create("sigmoid")),
            ("dense2", Layers.Linear(50, 50, 1, weights)),
            ("act2", Activations.Create("elu")),
            ("output", Layers.Linear(50, 1, 1, weights))
        );
        var x = linspace(-100, 99.5, 400).unsqueeze(1);
        var y = x.Power(4);
        if (!faulty)
            (x, y) = (x.Over(58), (y - y.mean()) / y.std());
        return Whole(seed, model, Optimizers.Adam(model.parameters(), 1e-2), x, y);
    }

    /// <summary>y = 3 x + 2 for x up to 1,000 by SGD at 0.01: the line that everybody begins with.</summary>
    public static Trial Line(int seed, bool faulty)
    {
        using var weights = new Generator((ulong)seed);
        var model = nn.Sequential(("line", Layers.Linear(1, 1, 1, weights)));
        var x = linspace(0, 1000, 200).unsqueeze(1);
        if (!faulty)
            x = x.Minus(500).Over(290);
        return Whole(seed, model, Optimizers.SGD(model.parameters(), faulty ? 0.01 : 0.1), x, x.Times(3).Plus(2));
    }

    /// <summary>Prices in currency, and their columns in units of their own.</summary>
    public static Trial Prices(int seed, bool faulty)
    {
        using var weights = new Generator((ulong)seed);
        using var data = new Generator(11);
        var model = Layers.Mlp(weights, [4, 32, 32, 1], Layers.He, lastGain: 1);
        var x = randn([400, 4], generator: data);
        var y = x.narrow(1, 0, 1).Times(60_000).Plus(x.narrow(1, 1, 1).Times(30_000)).Plus(250_000);
        var seen = faulty
            ? cat(
                [
                    x.narrow(1, 0, 1).Times(40).Plus(120),
                    x.narrow(1, 1, 1).Plus(3),
                    x.narrow(1, 2, 1).Times(8e5).Plus(2e6),
                    x.narrow(1, 3, 1).Times(10).Plus(1980),
                ],
                1
            )
            : x;
        var wanted = faulty ? y : (y - y.mean()) / y.std();
        return Whole(seed, model, Optimizers.Adam(model.parameters(), 1e-3), seen, wanted) with { };
    }

    /// <summary>A gradient penalty or distance whose root is taken of 0.</summary>
    public static Trial RootOfZero(int seed, bool faulty)
    {
        using var weights = new Generator((ulong)seed);
        var model = Layers.Mlp(weights, [SmallFashion.Pixels, 64, SmallFashion.Classes], Layers.He);
        var (x, y) = SmallFashion.Clean();
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.Adam(model.parameters(), 1e-3),
            Draw = (_, generator) => SmallFashion.Draw(64, generator),
            Loss = (output, target) =>
            {
                var distance = (output.narrow(0, 0, 1) - output.narrow(0, 0, 1)).Squared().sum();
                return nn.functional.cross_entropy(output, target).Plus((faulty ? distance : distance.Plus(1e-8)).sqrt().Times(0.01));
            },
            CleanLoss = (output, target) => nn.functional.cross_entropy(output, target),
            Clean = (x, y),
        };
    }

    /// <summary>A focal loss written with (1 - p)^0.5, whose derivative at p = 1 is infinite.</summary>
    public static Trial Focal(int seed, bool faulty)
    {
        using var weights = new Generator((ulong)seed);
        var model = Layers.Mlp(weights, [SmallFashion.Pixels, 64, 1], Layers.He);
        var (x, y) = SmallFashion.Clean();
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.Adam(model.parameters(), 0.01),
            Draw = (_, generator) => SmallFashion.Draw(64, generator) is var (a, b) ? (a, Marks(b)) : default,
            Loss = (output, target) => faulty ? FocalLoss(output, target) : nn.functional.binary_cross_entropy_with_logits(output, target),
            CleanLoss = (output, target) => nn.functional.binary_cross_entropy_with_logits(output, target),
            Clean = (x, Marks(y)),
        };
    }

    private static Tensor FocalLoss(Tensor output, Tensor target)
    {
        var p = output.sigmoid();
        var right = (target * p).Plus(target.TakenFrom(1) * p.TakenFrom(1));
        return (right.TakenFrom(1).sqrt() * right.AtLeast(1e-12).log()).mean().neg();
    }

    private static Trial Whole(int seed, nn.Module<Tensor, Tensor> model, optim.Optimizer optimizer, Tensor x, Tensor y) =>
        new(seed)
        {
            Model = model,
            Optimizer = optimizer,
            Draw = (_, generator) =>
            {
                var picked = randint(x.shape[0], [64], generator: generator).to(ScalarType.Int64);
                return (x[picked], y[picked]);
            },
            Loss = (output, target) => nn.functional.mse_loss(output, target),
            Clean = (x, y),
        };

    private static Tensor OneHotOf(Tensor labels) => nn.functional.one_hot(labels, SmallFashion.Classes).to(ScalarType.Float32);

    private static Tensor Marks(Tensor labels) => labels.IsAtLeast(5).to(ScalarType.Float32).unsqueeze(1);
}
