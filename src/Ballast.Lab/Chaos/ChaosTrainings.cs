using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>Small trainings that end well where nothing goes wrong: rows, pictures, sequences.</summary>
internal static class ChaosTrainings
{
    /// <summary>How long each is.</summary>
    public const int Steps = Epochs * (Samples / Batch);

    private const int Epochs = 15,
        Samples = 512,
        Tested = 400,
        Batch = 32,
        Classes = 3;

    /// <summary>By name.</summary>
    public static IReadOnlyList<string> Names { get; } = ["rows", "pictures", "series"];

    /// <summary>Builds one.</summary>
    public static ChaosTraining Build(string name, int seed)
    {
        random.manual_seed(seed);
        using var generator = new Generator((ulong)seed + 1);
        var (x, y) = name switch
        {
            "rows" => Rows(generator),
            "pictures" => Pictures(generator),
            "series" => Series(generator),
            _ => throw new ArgumentException($"There is no training '{name}'; there are {string.Join(", ", Names)}.", nameof(name)),
        };
        nn.Module<Tensor, Tensor> model = name switch
        {
            "rows" => nn.Sequential(
                nn.Linear(8, 48),
                BatchNorms.Over1d(48),
                nn.ReLU(),
                Dropouts.Dropout(0.1, seed: seed),
                nn.Linear(48, 48),
                nn.ReLU(),
                nn.Linear(48, Classes)
            ),
            "pictures" => nn.Sequential(
                nn.Conv2d(1, 8, 3, padding: 1),
                BatchNorms.Over2d(8),
                nn.ReLU(),
                nn.MaxPool2d(2),
                nn.Conv2d(8, 16, 3, padding: 1),
                BatchNorms.Over2d(16),
                nn.ReLU(),
                nn.AdaptiveAvgPool2d(1),
                nn.Flatten(),
                nn.Linear(16, Classes)
            ),
            _ => Models.Lstm([12, 3], Classes, new ModelOptions { Hidden = [24] }),
        };
        optim.Optimizer optimizer = name switch
        {
            "rows" => Optimizers.AdamW(model.parameters(), 0.003),
            "pictures" => Optimizers.SGD(model.parameters(), 0.05, momentum: 0.9),
            _ => Optimizers.Adam(model.parameters(), 0.01),
        };
        return new(
            model,
            optimizer,
            new(x.narrow(0, 0, Samples), y.narrow(0, 0, Samples), Batch, seed),
            (x.narrow(0, Samples, Tested), y.narrow(0, Samples, Tested)),
            Epochs
        );
    }

    // which of three directions a row goes furthest in
    private static (Tensor X, Tensor Y) Rows(Generator generator)
    {
        var x = randn([Samples + Tested, 8], generator: generator);
        var directions = randn([8, Classes], generator: generator);
        return (x, x.matmul(directions).argmax(1));
    }

    // a bright line across, a bright line down, or a bright spot, in noise
    private static (Tensor X, Tensor Y) Pictures(Generator generator)
    {
        const int Side = 8;
        var pixels = randn([Samples + Tested, 1, Side, Side], generator: generator).Times(0.5).data<float>().ToArray();
        var y = randint(0, Classes, [Samples + Tested], ScalarType.Int64, generator: generator);
        var at = randint(1, Side - 1, [Samples + Tested], ScalarType.Int64, generator: generator);
        var (kinds, places) = (y.data<long>().ToArray(), at.data<long>().ToArray());
        for (var i = 0; i < Samples + Tested; i++)
        for (var step = 0; step < Side; step++)
        {
            var (row, column) = kinds[i] switch
            {
                0 => (places[i], step),
                1 => (step, places[i]),
                _ => (places[i] + (step % 2), places[i] + (step / 4)),
            };
            pixels[(i * Side * Side) + (Math.Min(row, Side - 1) * Side) + Math.Min(column, Side - 1)] += 1.5f;
        }

        return (tensor(pixels, [Samples + Tested, 1, Side, Side]), y);
    }

    // which of three channels has the largest sum over time
    private static (Tensor X, Tensor Y) Series(Generator generator)
    {
        var x = randn([Samples + Tested, 12, Classes], generator: generator);
        return (x, x.sum(1).argmax(1));
    }
}
