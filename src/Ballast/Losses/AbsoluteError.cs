using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>The mean of absolute differences; its gradient has the same size however far off an output is.</summary>
internal sealed class AbsoluteError() : ValueLoss("mae")
{
    protected override Tensor Mean(Tensor output, Tensor target) => nn.functional.l1_loss(output, target);

    protected override Tensor Best(Tensor target) => ConstantAnswer.Medians(target);

    internal override string ConstantName => "the median";
}
