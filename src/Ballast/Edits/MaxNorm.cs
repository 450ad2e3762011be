using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// The max-norm constraint: after every step each unit's weights, a row of a weight of two and more dimensions, have at most the norm
/// <c>max</c> (Srebro, Shraibman 2005; beside dropout: Srivastava et al. 2014). Vectors are left alone.
/// </summary>
internal sealed class MaxNorm(double max) : Edit("max-norm")
{
    private readonly double _max = Require.Positive(max);

    public override string? Apply(IReadOnlyList<(string Name, Parameter Parameter)> parameters, GradientReading reading)
    {
        List<Tensor> counts = [];
        foreach (var (_, weight) in parameters)
        {
            if (weight.ndim < 2)
                continue;
            var norms = Units.Norms(weight.detach());
            var above = norms.IsAbove(_max);
            weight.mul_(where(above, norms.Under(_max), ones_like(norms)));
            counts.Add(above.sum());
        }

        var shrunk = counts.Count == 0 ? 0 : stack(counts).sum().item<long>();
        return shrunk == 0
            ? null
            : $"{shrunk} units brought back to a norm of {_max.ToString("g4", System.Globalization.CultureInfo.InvariantCulture)}";
    }
}
