using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>Changes to one place of a training, where it was seen to fail: to find a cause by, not to repair with.</summary>
public static class PointedTreatments
{
    private const double MoreEps = 1e4,
        LeastGain = 1e-12;

    /// <summary>Those that have a place in it.</summary>
    /// <param name="diagnosis">What was found; the first finding that names a layer says which.</param>
    /// <param name="seen">What was seen of it before its first step.</param>
    /// <param name="struck">The trial's batches of which one may have broken it, the first and the last; null where trials do not draw
    /// the batches that the training drew.</param>
    public static IReadOnlyList<Treatment> Of(Diagnosis diagnosis, ModelReading seen, (int First, int Last)? struck)
    {
        ArgumentNullException.ThrowIfNull(diagnosis);
        ArgumentNullException.ThrowIfNull(seen);
        List<Treatment> found = [];
        if (struck is var (first, last))
            found.Add(WithoutBatches(first, last));
        if (diagnosis.Findings.Select(finding => LayerOf(finding.Where, seen)).FirstOrDefault(it => it is not null) is { } layer)
        {
            found.Add(Anew(layer));
            found.Add(Rescaled(layer));
        }

        found.Add(LargerEps);
        return found;
    }

    /// <summary>The training without some batches; those behind them come earlier.</summary>
    public static Treatment WithoutBatches(int first, int last) =>
        new(
            "without-batches",
            Cause.Data,
            (trial, _) => trial with { Draw = (at, generator) => trial.Draw(at < first ? at : at + last - first + 1, generator) },
            _ => []
        );

    /// <summary>What keeps an adaptive optimizer from dividing by almost nothing, ten thousand times as large.</summary>
    public static Treatment LargerEps { get; } =
        new("eps", Cause.Optimizer, (trial, _) => StepTreatments.With(trial, "eps", eps => eps * MoreEps), _ => []);

    /// <summary>Fresh weights for one layer, He's behind ReLUs and Glorot's else; its bias 0.</summary>
    public static Treatment Anew(string layer) =>
        new(
            $"anew: {layer}",
            Cause.Initialization,
            (trial, seen) =>
            {
                if (Find(trial, layer) is not { } found)
                    return null;
                using var off = no_grad();
                using var generator = new Generator((ulong)trial.Seed + 77);
                ModelTreatments.Fresh(seen).Apply(found.Module, generator);
                found.Bias?.zero_();
                return trial;
            },
            _ => []
        );

    /// <summary>One layer's weights scaled so that its outputs are as large as its inputs.</summary>
    public static Treatment Rescaled(string layer) =>
        new(
            $"rescaled: {layer}",
            Cause.Initialization,
            (trial, seen) =>
            {
                var gain = seen.Layers.First(it => it.Name == layer) is var it ? it.Output.Rms / it.Input.Rms : 1;
                if (!(gain > LeastGain && double.IsFinite(gain)) || Find(trial, layer) is not { } found)
                    return null;
                found.DivideBy(gain);
                return trial;
            },
            _ => []
        );

    // a finding names a layer or one of its parameters
    private static string? LayerOf(string where, ModelReading seen) =>
        seen.Weighted.FirstOrDefault(layer => where == layer.Name || where.StartsWith(layer.Name + ".", StringComparison.Ordinal))?.Name;

    private static WeightedModule? Find(Trial trial, string layer) =>
        WeightedModule.Of(trial.Model).FirstOrDefault(it => it.Name == layer && !it.IsLookup);
}
