namespace Ballast;

/// <summary>Ends a training whose evaluations do not get better any more.</summary>
public sealed record EarlyStopping
{
    /// <summary>With how many evaluations to bear, and what better means.</summary>
    /// <param name="patience">Evaluations in a row without a better one, at least 1, after which the training ends.</param>
    /// <param name="metric">What is compared.</param>
    public EarlyStopping(int patience, EvaluationMetric metric = EvaluationMetric.Loss) =>
        (Patience, Metric) = (Require.AtLeast(patience, 1), metric);

    /// <summary>Evaluations in a row without a better one after which the training ends.</summary>
    public int Patience { get; }

    /// <summary>What is compared.</summary>
    public EvaluationMetric Metric { get; }
}
