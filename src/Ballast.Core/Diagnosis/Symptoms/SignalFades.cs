namespace Ballast;

/// <summary>VAN003: what passes through the layers shrinks by orders of magnitude, and so do the gradients of a ReLU network.</summary>
internal sealed class SignalFades : ISymptom
{
    private const double Far = 1e-3;

    public string Code => "VAN003";

    public Finding? Look(Evidence evidence)
    {
        if (evidence.Before is not { } model)
            return null;
        LayerReading[] chain = [.. model.Weighted];
        // the last layer is often begun near 0 on purpose
        if (chain.Length < 3 || chain[^1].Input.Rms is not (> 0 and var size))
            return null;
        var begin = chain[0].Input.Rms;
        var left = size / begin;
        return left < Far
            ? new(Code, Severity.Error)
            {
                Where = chain.First(layer => layer.Output.Rms < Far * begin || layer == chain[^1]).Name,
                Causes = [new(Cause.Initialization, 0.85), new(Cause.Activation, 0.35)],
                RuledOut = [Cause.RateTooLarge, Cause.Data],
                Evidence = Facts.Of(
                    ("left", left),
                    ("size", size),
                    ("gain", Math.Pow(left, 1.0 / (chain.Length - 1))),
                    ("layers", chain.Length - 1)
                ),
            }
            : null;
    }
}
