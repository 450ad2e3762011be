namespace Ballast;

/// <summary>LOSS001: what the last operation gives does not suit the loss that reads it.</summary>
internal sealed class OutputAgainstLoss : ISymptom
{
    public string Code => "LOSS001";

    public Finding? Look(Evidence evidence)
    {
        if (evidence.Before is not { Setting.Loss: { Length: > 0 } loss } model)
            return null;
        var kind = model.OutputForm;
        if (Wrong(loss, kind, model) is not { } wrong)
            return null;
        return new(Code, wrong.Severity)
        {
            Where = model.Layers is [.., var last] ? last.Name : "",
            Causes = [new(Cause.OutputActivation, wrong.Severity == Severity.Error ? 0.85 : 0.6), new(Cause.Loss, 0.4)],
            Evidence = Facts.Of(("loss", loss), ("kind", Words(kind)), ("wants", wrong.Wants)),
        };
    }

    private static (Severity Severity, string Wants)? Wrong(string loss, OutputForm kind, ModelReading model) =>
        (loss, kind) switch
        {
            (_, OutputForm.Distribution) when model.Outputs == 1 => (Severity.Error, "more than one output, or a sigmoid"),
            ("cross-entropy", OutputForm.Distribution or OutputForm.Probability or OutputForm.Rectified) => (
                kind == OutputForm.Rectified ? Severity.Error : Severity.Warning,
                "logits: the last layer with nothing behind it"
            ),
            ("cross-entropy", OutputForm.Bounded) => (Severity.Warning, "logits: the last layer with nothing behind it"),
            ("bce-with-logits", OutputForm.Distribution or OutputForm.Probability or OutputForm.Rectified) => (
                kind == OutputForm.Rectified ? Severity.Error : Severity.Warning,
                "logits: the last layer with nothing behind it"
            ),
            ("bce" or "cross-entropy-of-probabilities", OutputForm.Rectified or OutputForm.Free or OutputForm.Bounded) => (
                Severity.Error,
                "probabilities: a sigmoid or softmax behind the last layer"
            ),
            // each share for itself, none of which falls because another rises: it learns all the same, as a rule
            ("cross-entropy-of-probabilities", OutputForm.Probability) when model.Outputs > 1 => (
                Severity.Note,
                "probabilities that sum to 1: a softmax behind the last layer"
            ),
            ("nll", not OutputForm.LogDistribution) => (Severity.Error, "log-probabilities: a log-softmax behind the last layer"),
            ("mse" or "mae" or "huber", OutputForm.Rectified or OutputForm.Probability or OutputForm.Bounded)
                when model.Classes == 0 && Outside(model) => (Severity.Error, "any number: the last layer with nothing behind it"),
            _ => null,
        };

    // targets that such an output cannot reach
    private static bool Outside(ModelReading model) => model.Target?.Peak > 1.5 && model.OutputForm != OutputForm.Rectified;

    private static string Words(OutputForm kind) =>
        kind switch
        {
            OutputForm.Rectified => "relu",
            OutputForm.Probability => "sigmoid",
            OutputForm.Distribution => "softmax",
            OutputForm.LogDistribution => "log-softmax",
            OutputForm.Bounded => "tanh",
            _ => "nothing",
        };
}
