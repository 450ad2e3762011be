using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>Healthy trainings for the cases that were written last: images, waves, images from a few numbers, tables, symbols.</summary>
internal static class FreshNets
{
    private const int Side = 14,
        Length = 24,
        Symbols = 12,
        Columns = 20;

    /// <summary>A residual net with batch norm on images, by momentum and weight decay.</summary>
    public static Trial Residual(int seed)
    {
        using var weights = new Generator((ulong)seed);
        var model = nn.Sequential(
            ("image", new Elementwise(x => x.reshape(-1, 1, Side, Side))),
            ("stem", Layers.Conv(1, 16, Layers.He, weights, stride: 2)),
            ("act", nn.ReLU()),
            ("block1", new Residual(Branch(16, weights))),
            ("block2", new Residual(Branch(16, weights))),
            ("pool", new Elementwise(x => x.mean([2, 3]))),
            ("output", Layers.Linear(16, SmallFashion.Classes, 1, weights))
        );
        return Classes(
            seed,
            model,
            Optimizers.SGD(model.parameters(), 0.05, momentum: 0.9, weight_decay: 5e-4),
            generator => SmallFashion.Draw(64, generator),
            SmallFashion.Clean()
        );
    }

    /// <summary>The next value of a wave with noise, by an LSTM.</summary>
    public static Trial Waves(int seed)
    {
        using var weights = new Generator((ulong)seed);
        using var clean = new Generator(77);
        var model = GatedNet.Lstm(1, 24, 1, everyStep: false, weights);
        return Numbers(seed, model, Optimizers.Adam(model.parameters(), 5e-3), generator => Wave(32, generator), Wave(500, clean));
    }

    /// <summary>Images from a few numbers of them.</summary>
    public static Trial Autoencoder(int seed)
    {
        using var weights = new Generator((ulong)seed);
        var model = nn.Sequential(
            ("encode", Layers.Mlp(weights, [SmallFashion.Pixels, 64, 12], 1, activation: () => nn.Tanh())),
            ("decode", Layers.Mlp(weights, [12, 64, SmallFashion.Pixels], 1, activation: () => nn.Tanh()))
        );
        var (x, _) = SmallFashion.Clean();
        return Numbers(
            seed,
            model,
            Optimizers.Adam(model.parameters(), 2e-3),
            generator => SmallFashion.Draw(64, generator) is var (images, _) ? (images, images) : default,
            (x, x)
        );
    }

    /// <summary>One of three kinds from a table's columns, with dropout.</summary>
    public static Trial Table(int seed)
    {
        using var weights = new Generator((ulong)seed);
        using var clean = new Generator(78);
        var model = nn.Sequential(
            ("dense1", Layers.Linear(Columns, 64, Layers.He, weights)),
            ("act1", nn.ReLU()),
            ("drop", nn.Dropout(0.1)),
            ("dense2", Layers.Linear(64, 64, Layers.He, weights)),
            ("act2", nn.ReLU()),
            ("output", Layers.Linear(64, 3, 1, weights))
        );
        return Classes(
            seed,
            model,
            Optimizers.AdamW(model.parameters(), 3e-3, weight_decay: 0.01),
            generator => Rows(64, generator),
            Rows(1000, clean)
        );
    }

    /// <summary>Which of two symbols is more frequent in a row, by attention.</summary>
    public static Trial Symbol(int seed)
    {
        using var weights = new Generator((ulong)seed);
        using var clean = new Generator(79);
        var model = new SequenceTransformer(Symbols, Length, 2, depth: 2, pre: true, weights);
        return Classes(seed, model, Optimizers.Adam(model.parameters(), 1e-3), generator => Row(64, generator), Row(1000, clean));
    }

    private static nn.Module<Tensor, Tensor> Branch(int channels, Generator weights) =>
        nn.Sequential(
            ("conv1", Layers.Conv(channels, channels, Layers.He, weights)),
            ("norm1", BatchNorms.Over2d(channels)),
            ("act", nn.ReLU()),
            ("conv2", Layers.Conv(channels, channels, 1, weights)),
            ("norm2", BatchNorms.Over2d(channels))
        );

    private static (Tensor X, Tensor Y) Wave(int count, Generator generator)
    {
        var (phase, pace) = (rand([count, 1], generator: generator).Times(2 * Math.PI), rand([count, 1], generator: generator).Plus(0.2));
        var waves = (Held.Arange(Length + 1).to(ScalarType.Float32).unsqueeze(0).mul(pace).Plus(phase)).sin();
        var noise = randn([count, Length], generator: generator).Times(0.1);
        return (waves.narrow(1, 0, Length).Plus(noise).unsqueeze(-1), waves.narrow(1, Length, 1));
    }

    private static (Tensor X, Tensor Y) Rows(int count, Generator generator)
    {
        var x = randn([count, Columns], generator: generator);
        var scores = stack([x.select(1, 0).mul(x.select(1, 1)), x.select(1, 2).abs().Minus(0.8), x.select(1, 3).Times(0.7)], 1);
        return (x, scores.argmax(1));
    }

    private static (Tensor X, Tensor Y) Row(int count, Generator generator)
    {
        var symbols = randint(Symbols, [count, Length], generator: generator).to(ScalarType.Int64);
        var (first, second) = (Frequency(symbols, 0), Frequency(symbols, 1));
        return (nn.functional.one_hot(symbols, Symbols).to(ScalarType.Float32), second.gt(first).to(ScalarType.Int64));
    }

    private static Tensor Frequency(Tensor symbols, int which) => symbols.Is(which).sum([1L]);

    private static Trial Classes(
        int seed,
        nn.Module<Tensor, Tensor> model,
        optim.Optimizer optimizer,
        Func<Generator, (Tensor, Tensor)> draw,
        (Tensor, Tensor) clean
    ) => Train(seed, model, optimizer, draw, clean, (output, target) => nn.functional.cross_entropy(output, target));

    private static Trial Numbers(
        int seed,
        nn.Module<Tensor, Tensor> model,
        optim.Optimizer optimizer,
        Func<Generator, (Tensor, Tensor)> draw,
        (Tensor, Tensor) clean
    ) => Train(seed, model, optimizer, draw, clean, (output, target) => nn.functional.mse_loss(output, target));

    private static Trial Train(
        int seed,
        nn.Module<Tensor, Tensor> model,
        optim.Optimizer optimizer,
        Func<Generator, (Tensor, Tensor)> draw,
        (Tensor, Tensor) clean,
        Func<Tensor, Tensor, Tensor> loss
    ) =>
        new(seed)
        {
            Model = model,
            Optimizer = optimizer,
            Loss = loss,
            Draw = (_, generator) => draw(generator),
            Clean = clean,
        };
}
