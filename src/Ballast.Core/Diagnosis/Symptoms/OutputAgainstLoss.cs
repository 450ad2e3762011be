namespace Ballast;

/// <summary>LOSS001: what the last operation gives does not suit the loss that reads it.</summary>
internal sealed class OutputAgainstLoss : ISymptom
{
    public string Code => "LOSS001";

    public Finding? Look(Evidence evidence)
    {
        if (evidence.Before is not { Setting.Loss: { Length: > 0 } loss } model)
            return null;
        var kind = model.OutputKind;
        if (Wrong(loss, kind, model) is not { } wrong)
            return null;
        return new(Code, wrong.Severity)
        {
            Where = model.Layers is [.., var last] ? last.Name : "",
            Causes = [new(Cause.OutputActivation, wrong.Severity == Severity.Error ? 0.85 : 0.6), new(Cause.Loss, 0.4)],
            Evidence = Facts.Of(("loss", loss), ("kind", Words(kind)), ("wants", wrong.Wants)),
        };
    }

    private static (Severity Severity, string Wants)? Wrong(string loss, OutputKind kind, ModelReading model) =>
        (loss, kind) switch
        {
            (_, OutputKind.Distribution) when model.Outputs == 1 => (Severity.Error, "more than one output, or a sigmoid"),
            ("cross-entropy", OutputKind.Distribution or OutputKind.Probability or OutputKind.Rectified) => (
                kind == OutputKind.Rectified ? Severity.Error : Severity.Warning,
                "logits: the last layer with nothing behind it"
            ),
            ("cross-entropy", OutputKind.Bounded) => (Severity.Warning, "logits: the last layer with nothing behind it"),
            ("bce-with-logits", OutputKind.Distribution or OutputKind.Probability or OutputKind.Rectified) => (
                kind == OutputKind.Rectified ? Severity.Error : Severity.Warning,
                "logits: the last layer with nothing behind it"
            ),
            ("bce" or "cross-entropy-of-probabilities", OutputKind.Rectified or OutputKind.Free or OutputKind.Bounded) => (
                Severity.Error,
                "probabilities: a sigmoid or softmax behind the last layer"
            ),
            ("nll", not OutputKind.LogDistribution) => (Severity.Error, "log-probabilities: a log-softmax behind the last layer"),
            ("mse" or "mae" or "huber", OutputKind.Rectified or OutputKind.Probability or OutputKind.Bounded)
                when model.Classes == 0 && Outside(model) => (Severity.Error, "any number: the last layer with nothing behind it"),
            _ => null,
        };

    // targets that such an output cannot reach
    private static bool Outside(ModelReading model) => model.Target?.Peak > 1.5 && model.OutputKind != OutputKind.Rectified;

    private static string Words(OutputKind kind) =>
        kind switch
        {
            OutputKind.Rectified => "relu",
            OutputKind.Probability => "sigmoid",
            OutputKind.Distribution => "softmax",
            OutputKind.LogDistribution => "log-softmax",
            OutputKind.Bounded => "tanh",
            _ => "nothing",
        };
}
