namespace Ballast;

/// <summary>The number of an evaluation by which one is better than another.</summary>
public enum EvaluationMetric
{
    /// <summary>The mean loss: less is better.</summary>
    Loss,

    /// <summary>The share of right answers: more is better.</summary>
    Accuracy,
}
