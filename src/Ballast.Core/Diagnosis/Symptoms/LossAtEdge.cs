namespace Ballast;

/// <summary>LOSS005: the loss, or its derivative, is not finite for finite outputs: now, or as soon as answers become confident.</summary>
internal sealed class LossAtEdge : ISymptom
{
    public string Code => "LOSS005";

    public Finding? Look(Evidence evidence)
    {
        if (evidence.Before is not { Layers.Count: > 0 } model || model.Layers.Any(it => !it.Output.IsFinite) || BrokenData.Holds(model))
            return null;
        var last = model.Layers.LastOrDefault(layer => layer.Gradient.Count > 0);
        var now =
            !double.IsFinite(model.Loss) ? EdgeKind.Loss
            : last is { Gradient.IsFinite: false } ? EdgeKind.Gradient
            : EdgeKind.None;
        if (now == EdgeKind.None && model.Edge == EdgeKind.None)
            return null;
        return new(Code, now == EdgeKind.None ? Severity.Warning : Severity.Error)
        {
            Causes = [new(Cause.Loss, now == EdgeKind.None ? 0.65 : 0.9)],
            RuledOut = now == EdgeKind.None ? [] : [Cause.RateTooLarge, Cause.Initialization],
            Evidence = Facts.Of(
                ("part", (now == EdgeKind.None ? model.Edge : now) == EdgeKind.Loss ? "value" : "derivative"),
                ("when", now == EdgeKind.None ? "answers that are sure (logits of 30, or probabilities of 0 and 1)" : "the first batch")
            ),
        };
    }
}
