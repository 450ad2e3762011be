using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>What training makes small, with the count of right answers that belongs to it.</summary>
/// <param name="name">The name it is looked up by.</param>
public abstract class TrainingLoss(string name)
{
    /// <summary>The name it is looked up by.</summary>
    public string Name { get; } = name;

    /// <summary>How many logits a model needs for so many classes.</summary>
    public abstract long Outputs(int classes);

    /// <summary>The mean loss of a batch, a scalar that can be differentiated.</summary>
    /// <param name="output">Logits, float [batch, outputs].</param>
    /// <param name="target">Labels, int64 [batch].</param>
    /// <exception cref="ArgumentException">Shapes do not fit, or a label is out of range (checked on the CPU only: elsewhere the check would wait for the device).</exception>
    public abstract Tensor forward(Tensor output, Tensor target);

    /// <summary>How many of a batch are answered rightly. Waits for the device.</summary>
    /// <param name="output">Logits, float [batch, outputs].</param>
    /// <param name="target">Labels, int64 [batch].</param>
    public abstract long Correct(Tensor output, Tensor target);

    /// <summary>Rejects labels outside 0 to <paramref name="classes"/> - 1; libtorch's own words for it name neither the label nor the range.</summary>
    internal void CheckLabels(Tensor target, long classes)
    {
        if (target.dtype != ScalarType.Int64 || target.dim() != 1)
            throw new ArgumentException($"{Name} needs int64 labels [batch]; these are {target.dtype} [{string.Join(", ", target.shape)}].", nameof(target));
        if (target.device_type != DeviceType.CPU || !target.is_contiguous()) return;
        foreach (var label in target.data<long>())
            if (label < 0 || label >= classes)
                throw new ArgumentException($"{Name} met the label {label}; labels must be 0 to {classes - 1}, because the model gives {classes} classes.", nameof(target));
    }
}
