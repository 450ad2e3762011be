using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// Minus the log likelihood of counts, up to log(target!): exp(x) - target x, where x is the log of the rate. From x = 89 on exp(x) is
/// infinite in float32; the product is held finite there, so that the loss is infinite and not NaN.
/// </summary>
internal sealed class PoissonNll() : ValueLoss("poisson-nll")
{
    private const double LeastRate = 1e-12;

    protected override double Least => 0;

    protected override bool Counts => true;

    protected override Tensor Mean(Tensor output, Tensor target) =>
        (output.exp() - (target * output).AtMost(output.dtype == ScalarType.Float64 ? double.MaxValue : float.MaxValue)).mean();

    protected override Tensor Best(Tensor target) => ConstantAnswer.Means(target).AtLeast(LeastRate).log();

    protected override Tensor Predict(Tensor output) => output.exp();
}
