using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>The mean of squared differences.</summary>
internal sealed class SquaredError() : ValueLoss("mse")
{
    protected override Tensor Mean(Tensor output, Tensor target) => nn.functional.mse_loss(output, target);
}
