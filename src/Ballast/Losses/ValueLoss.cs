using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// A loss of predicted numbers: targets float [batch, values], or [batch] for one value each; the output in the same shape.
/// </summary>
/// <param name="name">The name it is looked up by.</param>
/// <param name="numbers">How many numbers the model gives for one value.</param>
internal abstract class ValueLoss(string name, int numbers = 1) : TrainingLoss(name)
{
    public sealed override bool Classifies => false;

    public sealed override long Outputs(int classes) => (long)numbers * classes;

    public sealed override Tensor forward(Tensor output, Tensor target)
    {
        using var kept = new KeptTensors(output, target);
        using var scope = NewDisposeScope();
        var (given, wanted) = Fitted(output, target);
        return Mean(given, wanted).MoveToOuterDisposeScope();
    }

    public sealed override Answers Answer(Tensor output, Tensor target)
    {
        using var kept = new KeptTensors(output, target);
        var (given, wanted) = Fitted(output, target);
        return new(given, Predict(given), wanted);
    }

    public sealed override Tensor? Constant(Tensor target, long outputs)
    {
        ArgumentNullException.ThrowIfNull(target);
        using var off = no_grad();
        using var scope = NewDisposeScope();
        return Best(target.to(ScalarType.Float64).reshape(-1, outputs / numbers)).to(ScalarType.Float32).MoveToOuterDisposeScope();
    }

    /// <summary>The constant output [numbers * values] of the least mean loss. Default: the means.</summary>
    /// <param name="target">Float64 [n, values].</param>
    protected virtual Tensor Best(Tensor target) => ConstantAnswer.Means(target);

    /// <summary>The mean over all values.</summary>
    /// <param name="output">[n, numbers * values].</param>
    /// <param name="target">[n, values], of the output's type.</param>
    protected abstract Tensor Mean(Tensor output, Tensor target);

    /// <summary>The predicted values [n, values]. Default: the output itself.</summary>
    protected virtual Tensor Predict(Tensor output) => output;

    /// <summary>The smallest target.</summary>
    protected virtual double Least => double.NegativeInfinity;

    /// <summary>Whether whole numbers are targets too.</summary>
    protected virtual bool Counts => false;

    // without the check of shapes, [n, 1] and [n] would be broadcast to [n, n] without a word
    private (Tensor Output, Tensor Target) Fitted(Tensor output, Tensor target)
    {
        if (!target.is_floating_point() && !Counts)
            throw new ArgumentException(
                $"{Name} needs floating-point targets; these are {target.dtype} [{string.Join(", ", target.shape)}]. For classes "
                    + "use cross-entropy; numbers convert with to(float32).",
                nameof(target)
            );
        long[] wanted = [.. target.shape];
        if (output.dim() == wanted.Length + 1 && output.shape[^1] == numbers)
            wanted = [.. wanted, 1];
        if (
            wanted.Length == 0
            || output.dim() != wanted.Length
            || !output.shape.AsSpan(0, wanted.Length - 1).SequenceEqual(wanted.AsSpan(0, wanted.Length - 1))
            || output.shape[^1] != Last(wanted)
        )
            throw new ArgumentException(
                $"{Name}: targets are [{string.Join(", ", target.shape)}], outputs [{string.Join(", ", output.shape)}]; "
                    + (
                        numbers == 1
                            ? "they must have the same shape. Reshape the targets, or give the model as many outputs."
                            : $"the last dimension of the outputs must be {numbers} times that of the targets."
                    ),
                nameof(target)
            );
        TargetCheck.Numbers(Name, target, Least, double.PositiveInfinity);
        var last = wanted.Length == 1 ? 1 : wanted[^1];
        var given = Wide(output);
        return (given.reshape(-1, numbers * last), target.to(given.dtype).reshape(-1, last));
    }

    private long Last(long[] wanted) => wanted.Length == 1 && numbers > 1 ? -1 : numbers * wanted[^1];
}
