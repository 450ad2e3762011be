using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// Binary cross-entropy of the sigmoid. One logit [batch] or [batch, 1] with labels 0 and 1; or K logits [batch, K], each the yes-or-no of
/// one class, with labels 0 to K - 1 taken as one-hot. Targets that are floats already (0 to 1, the shape of the output) are used as they
/// are.
/// </summary>
internal sealed class BceWithLogits : TrainingLoss
{
    private readonly double[]? _positive;

    public BceWithLogits(IReadOnlyList<double>? pos_weight)
        : base(Losses.BceWithLogitsName)
    {
        _positive = pos_weight is null ? null : [.. pos_weight.Select((it, i) => Require.Positive(it, $"pos_weight[{i}]"))];
        if (_positive is { Length: 0 })
            throw new ArgumentException("pos_weight is empty. Give one number, or one per class.", nameof(pos_weight));
    }

    public override long Outputs(int classes)
    {
        var outputs = classes == 2 ? 1 : classes;
        CheckWeight(outputs);
        return outputs;
    }

    public override Tensor forward(Tensor output, Tensor target)
    {
        using var kept = new KeptTensors(output, target);
        using var scope = NewDisposeScope();
        var logits = Wide(output);
        var wanted = Wanted(logits, target);
        if (_positive is null)
            return nn.functional.binary_cross_entropy_with_logits(logits, wanted).MoveToOuterDisposeScope();
        CheckWeight(IsBinary(output) ? 1 : output.shape[1]);
        return nn
            .functional.binary_cross_entropy_with_logits(logits, wanted, pos_weights: tensor(_positive, logits.dtype, logits.device))
            .MoveToOuterDisposeScope();
    }

    public override Answers Answer(Tensor output, Tensor target)
    {
        using var kept = new KeptTensors(output, target);
        var logits = Wide(output);
        var wanted = Wanted(logits, target);
        return IsBinary(output)
            ? new(logits.view(-1, 1), logits.IsAbove(0).to(ScalarType.Int64).flatten(), wanted.IsAbove(0.5).to(ScalarType.Int64).flatten())
            : new(logits, logits.argmax(1), wanted.argmax(1));
    }

    public override Tensor? Constant(Tensor target, long outputs)
    {
        ArgumentNullException.ThrowIfNull(target);
        using var off = no_grad();
        using var scope = NewDisposeScope();
        using var like = zeros(1).expand(target.shape[0], outputs);
        var wanted = Wanted(target.is_floating_point() && target.dim() == 1 ? like.flatten() : like, target).reshape(-1, outputs);
        double[] positive =
        [
            .. Enumerable.Range(0, (int)outputs).Select(i => _positive is null ? 1 : _positive[_positive.Length == 1 ? 0 : i]),
        ];
        return ConstantAnswer.YesOrNo(wanted, positive).MoveToOuterDisposeScope();
    }

    private static bool IsBinary(Tensor output) => output.dim() == 1 || output.dim() == 2 && output.shape[1] == 1;

    private void CheckWeight(long outputs)
    {
        if (_positive is { Length: > 1 } && _positive.Length != outputs)
            throw new ArgumentException(
                $"{Name} has {_positive.Length} positive weights, but there are {outputs} logits. Give one number, or one per logit."
            );
    }

    /// <summary>The target as numbers of the output's shape and type.</summary>
    private Tensor Wanted(Tensor output, Tensor target)
    {
        if (output.dim() is not (1 or 2))
            throw new ArgumentException(
                $"{Name} needs logits [batch] or [batch, classes]; these are [{string.Join(", ", output.shape)}].",
                nameof(output)
            );
        if (target.is_floating_point())
        {
            if (!target.shape.AsSpan().SequenceEqual(output.shape))
                throw new ArgumentException(
                    $"{Name}: targets are [{string.Join(", ", target.shape)}], logits "
                        + $"[{string.Join(", ", output.shape)}]. Give them the same shape.",
                    nameof(target)
                );
            TargetCheck.Numbers(Name, target, 0, 1);
            return target.to(output.dtype);
        }

        if (target.dtype != ScalarType.Int64 || target.dim() != 1)
            throw new ArgumentException(
                $"{Name} needs int64 labels [batch]; these are {target.dtype} [{string.Join(", ", target.shape)}].",
                nameof(target)
            );
        TargetCheck.Classes(Name, target, IsBinary(output) ? 2 : output.shape[1]);
        if (target.shape[0] != output.shape[0])
            throw new ArgumentException($"{Name}: {target.shape[0]} labels for {output.shape[0]} outputs.", nameof(target));
        return IsBinary(output) ? target.to(output.dtype).view_as(output) : nn.functional.one_hot(target, output.shape[1]).to(output.dtype);
    }
}
