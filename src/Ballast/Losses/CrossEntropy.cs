using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// Minus the log of the softmax probability of the right class, one logit per class; through the log-softmax, which is finite for every
/// finite logit whose differences are. Where all of a batch is ignored the loss is 0, not 0/0.
/// </summary>
internal sealed class CrossEntropy : TrainingLoss
{
    private const long Nothing = -1,
        Unused = -100;
    private const double Smallest = 1e-30; // instead of 0, where nothing in a batch counts
    private readonly double[]? _weight;
    private readonly double _smoothing,
        _z;
    private readonly long? _ignored;

    public CrossEntropy(IReadOnlyList<double>? weight, double label_smoothing, long? ignore_index, double z_loss)
        : base(Losses.CrossEntropyName)
    {
        _weight = weight is null ? null : [.. weight.Select((it, i) => Require.NotNegative(it, $"weight[{i}]"))];
        if (_weight is not null && _weight.All(it => it == 0))
            throw new ArgumentException(
                "weight is 0 for every class: nothing would be learned. Give at least one class a weight.",
                nameof(weight)
            );
        (_smoothing, _ignored, _z) = (Require.BelowOne(label_smoothing), ignore_index, Require.NotNegative(z_loss));
    }

    public override long Outputs(int classes)
    {
        CheckWeight(classes);
        return classes;
    }

    public override Tensor forward(Tensor output, Tensor target)
    {
        using var kept = new KeptTensors(output, target);
        using var scope = NewDisposeScope();
        var (logits, labels) = Flat(output, target);
        var loss = Mean(logits, labels, target);
        return (_z == 0 ? loss : loss.Plus(Normalizer(logits, labels, target))).MoveToOuterDisposeScope();
    }

    public override Answers Answer(Tensor output, Tensor target)
    {
        using var kept = new KeptTensors(output, target);
        var (logits, labels) = Flat(output, target);
        return new(logits, logits.argmax(1), _ignored is { } ignored ? labels.Masked(labels.Is(ignored), Nothing) : labels);
    }

    public override Tensor? Constant(Tensor target, long outputs)
    {
        ArgumentNullException.ThrowIfNull(target);
        var counts = new double[outputs];
        foreach (var label in target.flatten().contiguous().data<long>().ToArray())
            if (label != _ignored && label >= 0 && label < outputs)
                counts[label]++;
        var all = counts.Sum();
        return ConstantAnswer.Logits([
            .. counts.Select((count, i) => (_weight?[i] ?? 1) * (((1 - _smoothing) * count) + (_smoothing * all / outputs))),
        ]);
    }

    public override Tensor Weight(Tensor target)
    {
        using var kept = new KeptTensors(target);
        using var scope = NewDisposeScope();
        if (_weight is null && _ignored is null)
            return tensor((double)target.numel(), device: target.device).MoveToOuterDisposeScope();
        return Counts(target.flatten()).sum().MoveToOuterDisposeScope();
    }

    private Tensor Mean(Tensor logits, Tensor labels, Tensor target)
    {
        if (_weight is null && _ignored is null)
            return nn.functional.cross_entropy(logits, labels, label_smoothing: _smoothing);
        var sum = nn.functional.cross_entropy(
            logits,
            labels,
            Weights(logits.dtype, logits.device),
            _ignored ?? Unused,
            nn.Reduction.Sum,
            _smoothing
        );
        return sum / Weight(target).to(sum.dtype).AtLeast(Smallest);
    }

    // z log² of the softmax' denominator, in the mean over what counts; the best constant has a denominator of 1, so it stays what it is
    private Tensor Normalizer(Tensor logits, Tensor labels, Tensor target)
    {
        var squares = logits.logsumexp(1).Squared();
        if (_weight is null && _ignored is null)
            return squares.mean().Times(_z);
        var counts = Counts(labels).to(squares.dtype);
        var counted = where(counts.IsPositive(), squares.mul(counts), zeros_like(squares)); // not 0 times infinity
        return counted.sum().div(Weight(target).to(squares.dtype).AtLeast(Smallest)).Times(_z);
    }

    // what each label counts
    private Tensor Counts(Tensor labels)
    {
        var counts = _ignored is { } ignored
            ? labels.IsNot(ignored).to(ScalarType.Float64)
            : ones(labels.shape, ScalarType.Float64, labels.device);
        return _weight is null
            ? counts
            : counts.mul(Weights(ScalarType.Float64, labels.device)!.index_select(0, labels.Within(0, _weight.Length - 1)));
    }

    private Tensor? Weights(ScalarType type, Device device) => _weight is null ? null : tensor(_weight, type, device);

    private void CheckWeight(long classes)
    {
        if (_weight is not null && _weight.Length != classes)
            throw new ArgumentException(
                $"{Name} has weights for {_weight.Length} classes, but there are {classes}. Give one weight per class."
            );
    }

    private (Tensor Logits, Tensor Classes) Flat(Tensor output, Tensor target)
    {
        if (output.dim() is not (2 or 3))
            throw new ArgumentException(
                $"{Name} needs logits [batch, classes] or [batch, steps, classes]; these are [{string.Join(", ", output.shape)}].",
                nameof(output)
            );
        if (target.dtype != ScalarType.Int64 || target.dim() != output.dim() - 1)
            throw new ArgumentException(
                $"{Name} needs int64 labels {(output.dim() == 2 ? "[batch]" : "[batch, steps]")}; these are {target.dtype} "
                    + $"[{string.Join(", ", target.shape)}]."
                    + (target.is_floating_point() ? " To predict numbers, use mse." : ""),
                nameof(target)
            );
        if (!target.shape.AsSpan().SequenceEqual(output.shape.AsSpan(0, target.shape.Length)))
            throw new ArgumentException(
                $"{Name}: labels are [{string.Join(", ", target.shape)}], logits [{string.Join(", ", output.shape)}]. There must "
                    + "be one label per row of logits.",
                nameof(target)
            );
        var classes = output.shape[^1];
        CheckWeight(classes);
        TargetCheck.Classes(Name, target, classes, _ignored);
        var logits = Wide(output);
        return output.dim() == 2 ? (logits, target) : (logits.flatten(0, 1), target.flatten());
    }
}
