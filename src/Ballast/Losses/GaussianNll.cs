using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// Minus the log likelihood of a normal distribution, up to log(2 pi) / 2 (Nix, Weigend 1994): the model gives K means and then K
/// log-variances s, and the loss is (s + (target - mean)^2 exp(-s)) / 2. The variance counts as eps at least; like PyTorch's, the floor
/// lets the gradient through, so that a variance below it can grow again.
/// </summary>
internal sealed class GaussianNll(double eps) : ValueLoss("gaussian-nll", numbers: 2)
{
    private readonly double _least = Math.Log(Require.Positive(eps));

    protected override Tensor Mean(Tensor output, Tensor target)
    {
        var values = target.shape[1];
        var s = output.narrow(1, values, values).clone();
        using (no_grad())
            s.ClampMin(_least);
        // squared last: a square of its own would overflow and meet exp(-s) = 0
        var distance = (target - output.narrow(1, 0, values)) * s.Over(-2).exp();
        return s.Plus(distance.Squared()).mean().Over(2);
    }

    protected override Tensor Best(Tensor target)
    {
        var means = ConstantAnswer.Means(target);
        var variances = target.sub(means).Squared().mean([0]).AtLeast(Math.Exp(_least));
        return cat([means, variances.log()]);
    }

    protected override Tensor Predict(Tensor output) => output.narrow(1, 0, output.shape[1] / 2);
}
