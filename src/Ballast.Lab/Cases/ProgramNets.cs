using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>Programs that people asked about in public, their essence written anew: with the fault that was found, and without.</summary>
internal static class ProgramNets
{
    /// <summary>Exclusive or of two inputs through sigmoids, with a softmax over its single output (StackOverflow 34311586).</summary>
    public static Trial OneSoftmax(int seed, bool faulty) =>
        Xor(seed, net => faulty ? [.. net, ("end", nn.Softmax(-1))] : net, (o, y) => nn.functional.mse_loss(o, y), 0.05);

    /// <summary>The same by mean absolute error and plain SGD (StackOverflow 31556268).</summary>
    public static Trial AbsoluteXor(int seed, bool faulty) =>
        faulty
            ? Xor(seed, net => [.. net, ("end", Activations.Create("sigmoid"))], (o, y) => nn.functional.l1_loss(o, y), 0)
            : Xor(seed, net => [.. net, ("end", Activations.Create("sigmoid"))], (o, y) => nn.functional.mse_loss(o, y), 0.05);

    /// <summary>Numbers up to 100 by a sigmoid and binary cross-entropy (StackOverflow 46642627).</summary>
    public static Trial NumbersByEntropy(int seed, bool faulty)
    {
        using var weights = new Generator((ulong)seed);
        var x = linspace(0.01, 1, 500).unsqueeze(1);
        var y = x.Times(100);
        List<(string, nn.Module<Tensor, Tensor>)> net =
        [
            ("dense1", Layers.Linear(1, 50, Layers.He, weights)),
            ("act1", Activations.Create("relu")),
            ("dense2", Layers.Linear(50, 50, Layers.He, weights)),
            ("act2", Activations.Create("relu")),
            ("output", Layers.Linear(50, 1, 1, weights)),
        ];
        if (faulty)
            net.Add(("end", Activations.Create("sigmoid")));
        return Whole(
            seed,
            nn.Sequential(net),
            0.01,
            x,
            faulty ? y : (y - y.mean()) / y.std(),
            faulty ? Entropy : (o, t) => nn.functional.mse_loss(o, t)
        );
    }

    /// <summary>A sine over 0 to 1000, unscaled, through ten narrow tanh layers (StackOverflow 46995209).</summary>
    public static Trial LongSine(int seed, bool faulty)
    {
        using var weights = new Generator((ulong)seed);
        var t = linspace(0, 1000, 800).unsqueeze(1);
        List<(string, nn.Module<Tensor, Tensor>)> net = [];
        int[] widths = [1, 10, 90, 10, 10, 10, 10];
        for (var i = 1; i < widths.Length; i++)
        {
            net.Add(($"dense{i}", Layers.Linear(widths[i - 1], widths[i], 1, weights)));
            net.Add(($"act{i}", Activations.Create("tanh")));
        }

        net.Add(("output", Layers.Linear(10, 1, 1, weights)));
        var x = faulty ? t : t.Minus(500).Over(290);
        return Whole(seed, nn.Sequential(net), 1e-2, x, t.Times(3.5 * Math.PI / 1000).sin(), (o, y) => nn.functional.mse_loss(o, y));
    }

    /// <summary>Raw pixels, and a ReLU before the categorical cross-entropy of probabilities (StackOverflow 47352366).</summary>
    public static Trial ReluProbabilities(int seed, bool faulty)
    {
        using var weights = new Generator((ulong)seed);
        var body = Layers.Mlp(weights, [SmallFashion.Pixels, 64, 64, SmallFashion.Classes], Layers.He);
        var model = nn.Sequential(("body", body), ("end", faulty ? Activations.Create("relu") : nn.Softmax(-1)));
        return Pictures(seed, model, faulty ? x => SmallFashion.Raw(x) : x => x, Optimizers.Adam(model.parameters(), 1e-3));
    }

    /// <summary>
    /// Raw pixels, two layers with nothing between, a sigmoid before the same loss, SGD at 0.0001 (StackOverflow 55328966).
    /// </summary>
    public static Trial SigmoidProbabilities(int seed, bool faulty)
    {
        using var weights = new Generator((ulong)seed);
        var model = nn.Sequential(
            ("dense1", Layers.Linear(SmallFashion.Pixels, 196, 1, weights)),
            ("dense2", Layers.Linear(196, 50, 1, weights)),
            ("act2", Activations.Create("relu")),
            ("output", Layers.Linear(50, SmallFashion.Classes, 1, weights)),
            ("end", faulty ? Activations.Create("sigmoid") : nn.Softmax(-1))
        );
        var optimizer = Optimizers.SGD(model.parameters(), faulty ? 1e-4 : 0.05);
        return Pictures(seed, model, faulty ? x => SmallFashion.Raw(x) : x => x, optimizer);
    }

    /// <summary>y = 5 x by RMSprop at its default rate (StackOverflow 51181393).</summary>
    public static Trial SlowLine(int seed, bool faulty)
    {
        using var weights = new Generator((ulong)seed);
        var model = nn.Sequential(("line", Layers.Linear(1, 1, 0.5, weights)));
        var x = linspace(1, 2, 100).unsqueeze(1);
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.RMSprop(model.parameters(), faulty ? 1e-3 : 0.05),
            Draw = (_, generator) => Drawn(x, x.Times(5), 32, generator),
            Loss = (o, y) => nn.functional.mse_loss(o, y),
            Clean = (x, x.Times(5)),
        };
    }

    /// <summary>Three classes by four ReLUs with N(0, 0.05) weights and sigmoids before cross-entropy (StackOverflow 59278771).</summary>
    public static Trial SigmoidClasses(int seed, bool faulty)
    {
        var stack = faulty
            ? new DenseStack(1, 4, "relu", Initializations.Uniform(0.05), "sigmoid")
            : new DenseStack(1, 4, "selu", Initializations.LeCun(), "softmax");
        var model = stack.Build(2, 3, seed);
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.Adam(model.parameters(), 1e-2),
            Draw = (_, generator) => PointTask.Blob.Draw(5, generator),
            Loss = Probabilities.Categorical,
            Clean = PointTask.Blob.Clean,
        };
    }

    private static Trial Xor(
        int seed,
        Func<(string, nn.Module<Tensor, Tensor>)[], (string, nn.Module<Tensor, Tensor>)[]> end,
        Func<Tensor, Tensor, Tensor> loss,
        double adamRate
    )
    {
        using var weights = new Generator((ulong)seed);
        var model = nn.Sequential(
            end([
                ("dense1", Layers.Linear(2, 8, 2, weights)),
                ("act1", Activations.Create("tanh")),
                ("output", Layers.Linear(8, 1, 1, weights)),
            ])
        );
        var x = tensor(
            new[,]
            {
                { 1f, 1f },
                { 0f, 0f },
                { 1f, 0f },
                { 0f, 1f },
            }
        );
        var y = tensor(
            new[,]
            {
                { 0f },
                { 0f },
                { 1f },
                { 1f },
            }
        );
        return new(seed)
        {
            Model = model,
            Optimizer =
                adamRate > 0 ? Optimizers.Adam(model.parameters(), adamRate) : Optimizers.SGD(model.parameters(), 0.05, momentum: 0.11),
            Draw = (_, _) => (x.clone(), y.clone()),
            Loss = loss,
            Clean = (x, y),
        };
    }

    private static Tensor Entropy(Tensor output, Tensor target)
    {
        var p = output.Within(1e-7, 1 - 1e-7);
        return (target * p.log()).Plus(target.TakenFrom(1) * p.TakenFrom(1).log()).mean().neg();
    }

    private static Trial Pictures(int seed, nn.Module<Tensor, Tensor> model, Func<Tensor, Tensor> see, optim.Optimizer optimizer)
    {
        var (x, y) = SmallFashion.Clean();
        return new(seed)
        {
            Model = model,
            Optimizer = optimizer,
            Draw = (_, generator) => SmallFashion.Draw(50, generator) is var (a, b) ? (see(a), b) : default,
            Loss = Probabilities.Categorical,
            Clean = (see(x), y),
        };
    }

    private static Trial Whole(
        int seed,
        nn.Module<Tensor, Tensor> model,
        double rate,
        Tensor x,
        Tensor y,
        Func<Tensor, Tensor, Tensor> loss
    ) =>
        new(seed)
        {
            Model = model,
            Optimizer = Optimizers.Adam(model.parameters(), rate),
            Draw = (_, generator) => Drawn(x, y, 50, generator),
            Loss = loss,
            Clean = (x, y),
        };

    private static (Tensor X, Tensor Y) Drawn(Tensor x, Tensor y, int count, Generator generator)
    {
        var picked = randint(x.shape[0], [count], generator: generator).to(ScalarType.Int64);
        return (x[picked], y[picked]);
    }
}
