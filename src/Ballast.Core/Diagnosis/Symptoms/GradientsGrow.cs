namespace Ballast;

/// <summary>EXP003: gradients grow by orders of magnitude on their way back through the layers.</summary>
internal sealed class GradientsGrow : ISymptom
{
    private const double Far = 1e3;

    public string Code => "EXP003";

    public Finding? Look(Evidence evidence)
    {
        if (evidence.Before is not { } model)
            return null;
        LayerReading[] chain = [.. model.Weighted.Where(layer => layer.Gradient.Rms > 0)];
        if (chain.Length < 3)
            return null;
        // values of one layer are spread over as many places as it has: compare whole gradients
        double Size(LayerReading layer) => layer.Gradient.Rms * Math.Sqrt(layer.Gradient.Count);
        var (last, largest) = (chain[^1], chain.MaxBy(Size)!);
        var growth = Size(largest) / Size(last);
        return growth > Far && last.Gradient.IsFinite
            ? new(Code, Severity.Error)
            {
                Where = largest.Name,
                Causes = [new(Cause.Initialization, 0.7), new(Cause.Activation, 0.4)],
                Evidence = Facts.Of(("growth", growth), ("size", Size(largest)), ("last", last.Name), ("lastSize", Size(last))),
            }
            : null;
    }
}
