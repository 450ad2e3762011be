using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>Clips to the 10th percentile of all gradient norms so far (Seetharaman et al. 2020, arXiv:2007.14469).</summary>
internal sealed class AutoClip
{
    private const double Percentile = 0.1;
    private readonly List<double> _norms = [];

    public void Clip(IReadOnlyList<Parameter> parameters)
    {
        using var scope = NewDisposeScope();
        var gradients = Gradients.Of(parameters);
        var norm = Gradients.Norm(gradients);
        _norms.Add(norm);
        Gradients.Clip(gradients, norm, Quantile());
    }

    // linear between neighbours, as NumPy's percentile
    private double Quantile()
    {
        double[] sorted = [.. _norms.Order()];
        if (double.IsNaN(sorted[0]))
            return double.NaN;
        var at = Percentile * (sorted.Length - 1);
        var below = (int)at;
        return below + 1 < sorted.Length && at > below
            ? sorted[below] + ((at - below) * (sorted[below + 1] - sorted[below]))
            : sorted[below];
    }
}
