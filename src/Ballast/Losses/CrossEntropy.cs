using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>Minus the log of the softmax probability of the right class, one logit per class.</summary>
internal sealed class CrossEntropy() : TrainingLoss(Losses.CrossEntropyName)
{
    public override long Outputs(int classes) => classes;

    public override Tensor forward(Tensor output, Tensor target)
    {
        if (output.dim() != 2) throw new ArgumentException($"{Name} needs logits [batch, classes]; these are [{string.Join(", ", output.shape)}].", nameof(output));
        CheckLabels(target, output.shape[1]);
        return nn.functional.cross_entropy(output, target);
    }

    public override long Correct(Tensor output, Tensor target)
    {
        using var scope = NewDisposeScope();
        return output.argmax(1).eq(target).sum().item<long>();
    }
}
