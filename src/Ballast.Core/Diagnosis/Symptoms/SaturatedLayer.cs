namespace Ballast;

/// <summary>DEAD002: a sigmoid or tanh is at its flat ends for most samples, where hardly a gradient comes through.</summary>
internal sealed class SaturatedLayer : ISymptom
{
    private const double Most = 0.6,
        Quiet = 0.01; // the first layer's gradient, of the last one's

    public string Code => "DEAD002";

    public Finding? Look(Evidence evidence)
    {
        if (evidence.Before is not { } model)
            return null;
        var last = model.Layers is [.., var end] ? end : null;
        if (model.Layers.FirstOrDefault(layer => layer != last && layer.Output.Saturated > Most) is not { } layer)
            return null;
        var first = model.Layers.First(other => other.Output.Saturated > 0) == layer && model.Input?.Rms > 5;
        double[] gradients = [.. model.Weighted.Select(it => it.Gradient.Rms * Math.Sqrt(it.Gradient.Count))];
        var isQuiet = gradients.Length > 1 && gradients[0] < Quiet * gradients[^1];
        return new(Code, isQuiet ? Severity.Warning : Severity.Note)
        {
            Where = layer.Name,
            Causes = first
                ? [new(Cause.InputScale, 0.8), new(Cause.Initialization, 0.3)]
                : [new(Cause.Initialization, 0.7), new(Cause.Activation, 0.4)],
            Evidence = Facts.Of(("share", $"{100 * layer.Output.Saturated:0}"), ("type", layer.Type), ("input", layer.Input.Rms)),
        };
    }
}
