namespace Ballast.Lab;

/// <summary>
/// A training on which methods against explosion are compared: unlike a <see cref="Scenario"/> it is not passed or failed, but
/// ends with one number that is better or worse: <see cref="Trial.Evaluate"/>.
/// </summary>
public abstract class ComparisonTask : Training
{
    /// <summary>Whether this training fluctuates or is smooth.</summary>
    public abstract ComparisonSetting Setting { get; }

    /// <summary>What the final number is: <c>accuracy</c>, <c>MSE</c>, …</summary>
    public abstract string Measure { get; }

    /// <summary>True if a larger number is better.</summary>
    public abstract bool HigherIsBetter { get; }

    /// <summary>
    /// The worst final number of a training that survived: twice the accuracy of a constant answer, or 1.05 times its loss.
    /// </summary>
    public abstract double Worst { get; }

    /// <summary>Whether a training that ended with this number survived; NaN did not.</summary>
    public bool Survives(double value) => HigherIsBetter ? value >= Worst : value <= Worst;
}

/// <summary>What sort of training a task is.</summary>
public enum ComparisonSetting
{
    /// <summary>Explodes or fluctuates strongly as it stands.</summary>
    Fluctuating,

    /// <summary>Healthy: no method should change much.</summary>
    Smooth,
}
