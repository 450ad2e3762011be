using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>Constants with the least mean loss on some targets, in closed form or by halving an interval.</summary>
internal static class ConstantAnswer
{
    private const double Half = 0.5; // of an example more: a class that the training part lacks is unlikely, not impossible
    private const int Halvings = 60;

    /// <summary>Logits of the classes, given what each counts; a float32 [classes].</summary>
    public static Tensor Logits(double[] counts)
    {
        var all = counts.Sum() + (Half * counts.Length);
        return tensor((float[])[.. counts.Select(count => (float)Math.Log((count + Half) / all))]);
    }

    /// <summary>The logit of yes in each column, where a yes counts so much.</summary>
    /// <param name="wanted">Targets from 0 to 1, [n, columns].</param>
    /// <param name="positive">One number for each column.</param>
    public static Tensor YesOrNo(Tensor wanted, double[] positive)
    {
        double[] yes = [.. wanted.to(ScalarType.Float64).sum(dim: 0).cpu().data<double>()];
        var n = wanted.shape[0];
        return tensor((float[])[.. yes.Select((sum, i) => (float)Math.Log(positive[i] * (sum + Half) / (n - sum + Half)))]);
    }

    /// <summary>Means of the columns of float64 targets [n, columns].</summary>
    public static Tensor Means(Tensor target) => target.mean([0]);

    /// <summary>Medians of the columns.</summary>
    public static Tensor Medians(Tensor target)
    {
        using var half = tensor(Half, ScalarType.Float64);
        return target.quantile(half, 0);
    }

    /// <summary>Where the Huber loss of each column is least: its slope, the mean of differences cut off at delta, is 0 there.</summary>
    public static Tensor Huber(Tensor target, double delta)
    {
        var (low, high) = (target.amin(0), target.amax(0));
        for (var i = 0; i < Halvings; i++)
        {
            using var scope = NewDisposeScope();
            var middle = low.Plus(high).Times(Half);
            var rises = middle.sub(target).Within(-delta, delta).mean([0]).IsPositive();
            (low, high) = (where(rises, low, middle).MoveToOuterDisposeScope(), where(rises, middle, high).MoveToOuterDisposeScope());
        }

        return low.Plus(high).Times(Half);
    }
}
