namespace Ballast;

/// <summary>What an update rule is told of one tensor in one step.</summary>
public readonly ref struct TensorFacts
{
    /// <summary>Facts without measured numbers.</summary>
    /// <param name="hyperparameters">Values in the order in which the optimizer declares them; the learning rate first.</param>
    /// <param name="step">How many steps this parameter has taken, this one included: 1 at first.</param>
    public TensorFacts(ReadOnlySpan<double> hyperparameters, long step)
    {
        Hyperparameters = hyperparameters;
        (Step, Dimensions, Count) = (step, 1, 1);
    }

    /// <summary>Values in the order in which the optimizer declares them; the learning rate first.</summary>
    public ReadOnlySpan<double> Hyperparameters { get; }

    /// <summary>How many steps this parameter has taken, this one included: 1 at first.</summary>
    public long Step { get; }

    /// <summary>Dimensions of the tensor: a bias has 1.</summary>
    public int Dimensions { get; init; }

    /// <summary>How many values the tensor has.</summary>
    public long Count { get; init; }

    /// <summary>What the optimizer noted of the tensor when it was handed in, such as a reference scale; else 0.</summary>
    public double Reference { get; init; }

    /// <summary>What the rule's <c>Remember</c> returned last, 0 before the first step.</summary>
    public double Memory { get; init; }

    /// <summary>Norm of what the rule gauges; NaN where nothing was measured.</summary>
    public double Gauge { get; init; } = double.NaN;

    /// <summary>Norm of the weights before the step; NaN where nothing was measured.</summary>
    public double Weight { get; init; } = double.NaN;

    /// <summary>Norm of the proposed change; NaN where nothing was measured.</summary>
    public double Change { get; init; } = double.NaN;

    /// <summary>One hyperparameter by its place: 0 is the learning rate.</summary>
    public double this[int index] => Hyperparameters[index];
}
