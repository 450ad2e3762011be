namespace Ballast;

/// <summary>One evaluation on data that was not trained on.</summary>
/// <param name="Step">Steps done so far.</param>
/// <param name="Epoch">Epochs done so far.</param>
/// <param name="Loss">Mean loss over the test set, as it is, NaN included.</param>
/// <param name="Accuracy">Share of the test set classified correctly, in [0, 1]; NaN if the loss counts none.</param>
public sealed record EvaluationRecord(long Step, int Epoch, double Loss, double Accuracy)
{
    /// <summary>The metrics that were asked for. Default: none.</summary>
    public IReadOnlyList<MetricValue> Metrics { get; init; } = [];
}
