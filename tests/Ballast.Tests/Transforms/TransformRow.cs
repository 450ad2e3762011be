using Ballast.Reference;

namespace Ballast.Tests.Transforms;

/// <summary>One transform in the battery.</summary>
/// <param name="Name">Of its factory.</param>
/// <param name="Create">A new one.</param>
/// <param name="Slow">Its twin: from all gradients of a tensor so far, its weights and its number of units; null for one that
/// draws.</param>
public sealed record TransformRow(
    string Name,
    Func<IGradientTransform> Create,
    Func<IReadOnlyList<double[]>, double[], int, bool, double[]>? Slow
)
{
    public static IReadOnlyList<TransformRow> All { get; } =
    [
        new(
            nameof(Ballast.Transforms.ClipValue),
            () => Ballast.Transforms.ClipValue(0.7),
            (g, _, _, _) => SlowTransforms.ClipValue(g[^1], 0.7)
        ),
        new(
            nameof(Ballast.Transforms.Agc),
            () => Ballast.Transforms.Agc(0.3),
            (g, w, units, isOutput) => isOutput ? g[^1] : SlowTransforms.Agc(g[^1], w, units, 0.3, 1e-3)
        ),
        new(
            nameof(Ballast.Transforms.ClipSpikeValues),
            () => Ballast.Transforms.ClipSpikeValues(threshold: 2, memory: 0.9, after: 2),
            (g, _, _, _) => SlowTransforms.ClipSpikeValues(g, 2, 0.9, 2)
        ),
        new(nameof(Ballast.Transforms.Centralize), Ballast.Transforms.Centralize, (g, _, units, _) =>
            units == 1 ? g[^1] : SlowTransforms.Centralize(g[^1], units)
        ),
        new(
            nameof(Ballast.Transforms.Normalize),
            () => Ballast.Transforms.Normalize(2),
            (g, _, _, _) => SlowTransforms.Normalize(g[^1], 2)
        ),
        new(nameof(Ballast.Transforms.Noise), () => Ballast.Transforms.Noise(seed: 3), null),
        new(
            nameof(Ballast.Transforms.TrustRatio),
            () => Ballast.Transforms.TrustRatio(0.5),
            (g, w, units, _) => units == 1 ? g[^1] : SlowTransforms.TrustRatio(g[^1], w, 0.5)
        ),
    ];

    public override string ToString() => Name;
}
