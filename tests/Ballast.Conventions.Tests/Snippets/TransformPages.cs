namespace Ballast.Conventions.Tests.Snippets;

/// <summary>Code of the pages of transforms and edits.</summary>
internal static class TransformPages
{
    public static void MaxNorm()
    {
        var options = GuardOptions.Auto with { Edits = [WeightEdits.MaxNorm(max: 3)] };
        _ = options;
    }

    public static void MomentumReset()
    {
        var options = GuardOptions.Auto with { Edits = [WeightEdits.MomentumReset(every: 500)] };
        _ = options;
    }

    public static void QkClip()
    {
        var options = GuardOptions.Auto with { Edits = [WeightEdits.QkClip(max: 100)] };
        _ = options;
    }

    public static void SpectralNorm()
    {
        var options = GuardOptions.Auto with { Edits = [WeightEdits.SpectralNorm(max: 1)] };
        _ = options;
    }

    public static void UnitUpdateCap()
    {
        var options = GuardOptions.Auto with { Edits = [WeightEdits.UnitUpdateCap(ratio: 0.1)] };
        _ = options;
    }

    public static void Agc()
    {
        var options = GuardOptions.Auto with { Transforms = [Transforms.Agc(ratio: 0.01, floor: 1e-3, sparesOutput: true)] };
        _ = options;
    }

    public static void Centralize()
    {
        var options = GuardOptions.Auto with { Transforms = [Transforms.Centralize()] };
        _ = options;
    }

    public static void ClipSpikeValues()
    {
        var options = GuardOptions.Auto with { Transforms = [Transforms.ClipSpikeValues(threshold: 50, memory: 0.999, after: 20)] };
        _ = options;
    }

    public static void ClipValue()
    {
        var options = GuardOptions.Auto with { Transforms = [Transforms.ClipValue(max: 1)] };
        _ = options;
    }

    public static void Noise()
    {
        var options = GuardOptions.Auto with { Transforms = [Transforms.Noise(variance: 0.01, decay: 0.55, seed: 0)] };
        _ = options;
    }

    public static void Normalize()
    {
        var options = GuardOptions.Auto with { Transforms = [Transforms.Normalize(norm: 1)] };
        _ = options;
    }

    public static void TrustRatio()
    {
        var options = GuardOptions.Auto with { Transforms = [Transforms.TrustRatio(coefficient: 0.001)] };
        _ = options;
    }
}
