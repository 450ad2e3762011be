namespace Ballast;

/// <summary>EXP002: what passes through the layers grows by orders of magnitude, and after how many layers it would overflow.</summary>
internal sealed class OutputsGrow : ISymptom
{
    private const double Far = 1e3, // of the input, over all layers
        Overflow = 3e38;

    public string Code => "EXP002";

    public Finding? Look(Evidence evidence)
    {
        if (evidence.Before is not { } model || model.Layers.Any(layer => !layer.Output.IsFinite))
            return null;
        LayerReading[] chain = [.. model.Weighted];
        if (chain.Length < 2)
            return Loop(model);
        var (first, largest) = (chain[0], chain.MaxBy(layer => layer.Output.Rms)!);
        var begin = Math.Max(first.Input.Rms, 1);
        var growth = largest.Output.Rms / begin;
        var steps = Array.IndexOf(chain, largest) + 1;
        if (!(growth > Far) || steps < 2)
            return Loop(model);
        var gain = Math.Pow(growth, 1.0 / steps);
        var overflow = steps + (Math.Log(Overflow / largest.Output.Rms) / Math.Log(gain));
        var unbounded = model.Layers.Any(layer => layer.Type is "Exp" or "Square");
        return new(Code, Severity.Error)
        {
            Where = largest.Name,
            Causes =
            [
                new(unbounded ? Cause.Activation : Cause.Initialization, 0.85),
                new(unbounded ? Cause.Initialization : Cause.Activation, 0.3),
            ],
            RuledOut = [Cause.RateTooLarge],
            Evidence = Facts.Of(
                ("growth", growth),
                ("gain", gain),
                ("steps", steps),
                ("overflow", (long)Math.Ceiling(overflow)),
                ("size", largest.Output.Rms)
            ),
        };
    }

    private Finding? Loop(ModelReading model) =>
        model.Layers.FirstOrDefault(layer => layer.IsWeighted && layer.Calls > 2 && layer.Growth > Far) is { } loop
            ? new(Code, Severity.Error)
            {
                Where = loop.Name,
                Causes = [new(Cause.Initialization, 0.85), new(Cause.Activation, 0.3)],
                Evidence = Facts.Of(
                    ("growth", loop.Growth),
                    ("gain", Math.Pow(loop.Growth, 1.0 / (loop.Calls - 1))),
                    ("steps", loop.Calls),
                    ("overflow", (long)(Math.Log(Overflow / loop.Output.Rms) / Math.Log(loop.Growth) * (loop.Calls - 1))),
                    ("size", loop.Output.Rms * loop.Growth)
                ),
            }
            : null;
}
