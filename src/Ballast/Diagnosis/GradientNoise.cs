using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>How much the gradient varies from batch to batch at fixed weights, masks of dropout included.</summary>
public static class GradientNoise
{
    /// <summary>
    /// The variance of the gradient over its squared mean: E|g - Eg|² / |Eg|², over all parameters as one vector. NaN where it is not
    /// finite.
    /// </summary>
    /// <param name="model">Left as it is but for its gradients, which become 0, and the counters of dropouts.</param>
    /// <param name="losses">At least two, each run in turn.</param>
    public static double Measure(nn.Module model, IEnumerable<Func<Tensor>> losses)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(losses);
        using var scope = NewDisposeScope();
        Tensor? sum = null;
        var (squares, count) = (0.0, 0);
        foreach (var loss in losses)
        {
            using var inner = NewDisposeScope();
            model.zero_grad();
            loss().backward();
            var gradient = cat([
                .. model.parameters().Select(p => p.grad).OfType<Tensor>().Select(g => g.flatten().to(ScalarType.Float64)),
            ]);
            squares += gradient.Squared().sum().item<double>();
            var next = sum is null ? gradient : sum.Plus(gradient);
            sum?.Dispose();
            sum = next.MoveToOuterDisposeScope();
            count++;
        }

        model.zero_grad();
        if (sum is null || count < 2)
            throw new ArgumentException("A variance needs at least two batches.", nameof(losses));
        var mean = sum.Squared().sum().item<double>() / ((double)count * count);
        return (squares - (count * mean)) / (count - 1) / mean;
    }

    /// <summary>
    /// The batch size at which noise and signal of the gradient are equal (McCandlish and others 2018, arXiv:1812.06162): far smaller
    /// batches
    /// waste steps, far larger ones samples.
    /// </summary>
    /// <param name="model">As for <see cref="Measure"/>.</param>
    /// <param name="losses">As for <see cref="Measure"/>.</param>
    /// <param name="batch">Samples in each of them.</param>
    public static double Scale(nn.Module model, IEnumerable<Func<Tensor>> losses, long batch) => Measure(model, losses) * batch;
}
