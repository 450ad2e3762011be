using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Tests;

/// <summary>One leaf of the family with an input it takes.</summary>
/// <param name="Name">For the test's name.</param>
/// <param name="Create">From rate and seed.</param>
/// <param name="Shape">Of an input.</param>
/// <param name="KeepsMean">Whether the mean over masks is the input; zoneout mixes in the step before instead, alpha keeps mean and
/// variance of a distribution.</param>
internal sealed record DropoutRow(string Name, Func<DropRate, long?, StochasticModule> Create, long[] Shape, bool KeepsMean = true)
{
    /// <summary>Every leaf stands here; a test says which does not.</summary>
    public static IReadOnlyList<DropoutRow> All { get; } =
    [
        new("dropout", (p, seed) => Dropouts.Dropout(p, seed), [6, 7]),
        new("spatial 1d", (p, seed) => Dropouts.Spatial(p, seed), [4, 5, 6]),
        new("spatial 2d", (p, seed) => Dropouts.Spatial(p, seed), [4, 5, 3, 3]),
        new("spatial 3d", (p, seed) => Dropouts.Spatial(p, seed), [4, 5, 2, 3, 2]),
        new("alpha", (p, seed) => Dropouts.Alpha(p, seed), [6, 7], KeepsMean: false),
        new("gaussian", (p, seed) => Dropouts.Gaussian(p, seed), [6, 7]),
        new("block", (p, seed) => Dropouts.Block(p, 2, seed: seed), [3, 4, 8, 9], KeepsMean: false),
        new("block shared", (p, seed) => Dropouts.Block(p, 3, shared: true, seed: seed), [3, 4, 8, 9], KeepsMean: false),
        new("path", (p, seed) => Dropouts.Path(p, seed), [9, 4]),
        new("connect linear", (p, seed) => Dropouts.Connect(Fixed(nn.Linear(7, 5)), p, seed), [6, 7]),
        new(
            "connect conv1d",
            (p, seed) => Dropouts.Connect(Fixed(nn.Conv1d(4, 6, 3, stride: 2, padding: 1, groups: 2)), p, seed),
            [3, 4, 9]
        ),
        new(
            "connect conv2d",
            (p, seed) => Dropouts.Connect(Fixed(nn.Conv2d(4, 6, (3, 2), (2, 1), (1, 0), dilation: (1, 2), bias: false)), p, seed),
            [3, 4, 8, 9]
        ),
        new("variational", (p, seed) => Dropouts.Variational(p, seed), [4, 5, 6]),
        new("recurrent", (p, seed) => Dropouts.Recurrent(p, seed), [4, 5, 6]),
        new("zoneout", (p, seed) => Dropouts.Zoneout(p, seed), [4, 5, 6]),
    ];

    public override string ToString() => Name;

    /// <summary>The input of this row, always the same.</summary>
    public Tensor Input(ScalarType type = ScalarType.Float32)
    {
        using var generator = new Generator(5);
        return randn(Shape, dtype: ScalarType.Float64, generator: generator).to(type);
    }

    private static T Fixed<T>(T layer)
        where T : nn.Module
    {
        using var generator = new Generator(8);
        Initializations.LeCun().Apply(layer, generator);
        return layer;
    }
}
