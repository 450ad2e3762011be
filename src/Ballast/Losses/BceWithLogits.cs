using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// Binary cross-entropy of the sigmoid. One logit [batch] or [batch, 1] with labels 0 and 1; or K logits [batch, K], each the yes-or-no of one
/// class, with labels 0 to K - 1 taken as one-hot. Targets that are floats already (0 to 1, the shape of the output) are used as they are.
/// </summary>
internal sealed class BceWithLogits() : TrainingLoss(Losses.BceWithLogitsName)
{
    public override long Outputs(int classes) => classes == 2 ? 1 : classes;

    public override Tensor forward(Tensor output, Tensor target) =>
        nn.functional.binary_cross_entropy_with_logits(output, Wanted(output, target));

    public override long Correct(Tensor output, Tensor target)
    {
        using var scope = NewDisposeScope();
        var wanted = Wanted(output, target);
        return (IsBinary(output) ? output.gt(0).eq(wanted.gt(0.5)) : output.argmax(1).eq(wanted.argmax(1))).sum().item<long>();
    }

    private static bool IsBinary(Tensor output) => output.dim() == 1 || output.dim() == 2 && output.shape[1] == 1;

    /// <summary>The target as numbers of the output's shape and type.</summary>
    private Tensor Wanted(Tensor output, Tensor target)
    {
        if (output.dim() is not (1 or 2))
            throw new ArgumentException($"{Name} needs logits [batch] or [batch, classes]; these are [{string.Join(", ", output.shape)}].", nameof(output));
        if (target.is_floating_point())
            return target.shape.AsSpan().SequenceEqual(output.shape)
                ? target.to(output.dtype)
                : throw new ArgumentException($"{Name}: targets are [{string.Join(", ", target.shape)}], logits [{string.Join(", ", output.shape)}].", nameof(target));
        CheckLabels(target, IsBinary(output) ? 2 : output.shape[1]);
        if (target.shape[0] != output.shape[0])
            throw new ArgumentException($"{Name}: {target.shape[0]} labels for {output.shape[0]} outputs.", nameof(target));
        return IsBinary(output)
            ? target.to(output.dtype).view_as(output)
            : nn.functional.one_hot(target, output.shape[1]).to(output.dtype);
    }
}
