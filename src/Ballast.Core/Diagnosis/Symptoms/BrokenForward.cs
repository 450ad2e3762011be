namespace Ballast;

/// <summary>EXP001: a layer makes NaN or infinities of finite inputs in the first pass already.</summary>
internal sealed class BrokenForward : ISymptom
{
    private const double HugeInput = 1e4,
        HugeWeight = 10;

    public string Code => "EXP001";

    public Finding? Look(Evidence evidence)
    {
        if ((evidence.Before ?? evidence.Now) is not { } model)
            return null;
        // the producer: those behind it pass on what they were given
        if (model.Layers.FirstOrDefault(layer => !layer.Output.IsFinite && layer.Input.IsFinite) is not { } layer)
            return null;
        var unbounded = model
            .Layers.TakeWhile(other => other != layer)
            .Append(layer)
            .Count(other => other.Type is "Exp" or "Square" or "Pointwise");
        var weight = model.Weights.Where(it => !it.Info.IsVector).Select(it => it.Rms * Math.Sqrt(it.Info.FanIn)).DefaultIfEmpty().Max();
        List<CauseGuess> causes = [];
        if (unbounded > 0)
            causes.Add(new(Cause.Activation, 0.9));
        if (model.Input?.Rms > HugeInput)
            causes.Add(new(Cause.InputScale, 0.7));
        if (weight > HugeWeight)
            causes.Add(new(Cause.Initialization, unbounded > 0 ? 0.5 : 0.8));
        if (causes.Count == 0)
            causes.Add(new(Cause.Activation, 0.4));
        return new(Code, Severity.Error)
        {
            Where = layer.Name,
            Since = evidence.Before is null ? evidence.Course?.BrokenSince ?? -1 : -1,
            Causes = [.. causes.OrderByDescending(guess => guess.Confidence)],
            RuledOut = [Cause.RateTooLarge],
            Evidence = Facts.Of(
                ("type", layer.Type),
                ("bad", layer.Output.NonFinite),
                ("count", layer.Output.Count),
                ("input", layer.Input.Peak)
            ),
        };
    }
}
