using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// One way to say how good a model is. A batch becomes a few sums on the device, sums of batches are joined, and the value is made of the
/// sums at the end: no outputs are kept, and nothing waits for the device before the end. Without state, so one metric serves any number of
/// evaluations.
/// </summary>
/// <param name="name">The name it is looked up by, and under which its value is reported.</param>
/// <param name="classifies">True for a metric of classes, false for one of predicted numbers.</param>
public abstract class Metric(string name, bool classifies)
{
    /// <summary>The name it is looked up by, and under which its value is reported.</summary>
    public string Name { get; } = name;

    /// <summary>Whether it measures choices among classes, or predicted numbers.</summary>
    public bool Classifies { get; } = classifies;

    /// <summary>The sums of one batch, float64, in a shape of its own. Of the caller's dispose scope.</summary>
    public abstract Tensor Measure(Answers answers);

    /// <summary>The sums of two parts together. Default: added.</summary>
    public virtual Tensor Join(Tensor a, Tensor b) => a.Plus(b);

    /// <summary>What the sums of a whole set say. NaN where there is nothing to say it of.</summary>
    /// <param name="sums">The sums in row-major order.</param>
    public abstract MetricValue Value(ReadOnlySpan<double> sums);
}
