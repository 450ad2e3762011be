using static TorchSharp.torch;

namespace Ballast;

/// <summary>Nearest points of sets, by sorting (Duchi, Shalev-Shwartz, Singer, Chandra 2008).</summary>
internal static class ProjectionMath
{
    /// <summary>The nearest non-negative rows of a given sum: what is above a threshold, less the threshold.</summary>
    public static Tensor Simplex(Tensor w, double sum)
    {
        using var scope = NewDisposeScope();
        var sorted = w.sort(-1, descending: true).Values;
        var excess = sorted.cumsum(-1).Plus(-sum);
        var counts = ones_like(w).cumsum(-1);
        var kept = (sorted * counts).gt(excess).sum(-1, keepdim: true); // at least 1: the largest is above its own excess
        var threshold = excess.gather(-1, kept.sub(ones_like(kept))) / kept.to(w.dtype);
        return (w - threshold).AtLeast(0).MoveToOuterDisposeScope();
    }

    /// <summary>The magnitudes on a simplex, where they sum to more.</summary>
    public static Tensor L1Ball(Tensor w, double radius)
    {
        using var scope = NewDisposeScope();
        if (w.abs().sum().to(ScalarType.Float64).item<double>() <= radius)
            return w.alias().MoveToOuterDisposeScope();
        return (Simplex(w.abs().reshape(-1), radius).reshape(w.shape) * w.sign()).MoveToOuterDisposeScope();
    }

    /// <summary>The same direction, shorter.</summary>
    public static Tensor L2Ball(Tensor w, double radius)
    {
        using var scope = NewDisposeScope();
        var norm = w.norm().to(ScalarType.Float64).item<double>();
        return (norm <= radius ? w.alias() : w.Times(radius / norm)).MoveToOuterDisposeScope();
    }
}
