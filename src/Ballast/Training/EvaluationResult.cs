namespace Ballast;

/// <summary>How good a model is on data that is not trained on.</summary>
/// <param name="Loss">The mean loss, NaN included.</param>
/// <param name="Accuracy">The share of right answers, in [0, 1]; NaN where numbers are predicted.</param>
public sealed record EvaluationResult(double Loss, double Accuracy)
{
    /// <summary>The metrics that were asked for, in their order, without the accuracy. Default: none.</summary>
    public IReadOnlyList<MetricValue> Metrics { get; init; } = [];

    /// <summary>A result of one's own, for a training evaluated otherwise.</summary>
    public static implicit operator EvaluationResult((double Loss, double Accuracy) result) => new(result.Loss, result.Accuracy);
}
