using System.Globalization;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// Size, mean and standard deviation of the data that reach the first weighted module: one pair of numbers, or one for every
/// column of a table whose columns are of very different sizes. Where tails are heavy or values span decades, median and reach instead. Raw 0..255 pixels explode a network that was initialised for
/// standardised ones; a fixed (x - mean) / std in front of it mends that.
/// </summary>
internal sealed record InputScale(string Module, double Size, double[] Mean, double[] Std, bool HasHeavyTail = false)
{
    private const double Large = 8, Unlike = 30, LeastShare = 0.01, LeastOfAll = 1e-3;
    private const int EnoughRows = 8, EnoughValues = 16;   // of fewer, mean and deviation are chance

    public bool IsLarge => Size > Large;

    /// <summary>Whether standardising by these numbers is possible.</summary>
    public bool IsUsable => double.IsFinite(Size) && Mean.All(double.IsFinite) && Std.All(std => std > 0);

    public string Words => string.Create(CultureInfo.InvariantCulture, $"inputs have size {Size:g3}");

    /// <summary>What standardising does, in words.</summary>
    public string Remedy => HasHeavyTail
        ? "some are far beyond what is usual: divided by that, and what lies beyond by logarithm"
        : Mean.Length == 1
        ? string.Create(CultureInfo.InvariantCulture, $"standardised by (x - {Mean[0]:g4}) / {Std[0]:g4}")
        : $"each of {Mean.Length} columns standardised, since their sizes are very different";

    /// <summary>Measures an input.</summary>
    /// <param name="module">The module that it reaches.</param>
    /// <param name="input">Any shape.</param>
    /// <param name="mayDiffer">Whether columns may be told apart: those of a Linear, its last dimension.</param>
    public static InputScale Of(WeightedModule module, Tensor input, bool mayDiffer)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var values = input.detach().to(ScalarType.Float64).cpu();
        var (mean, size) = (values.mean().item<double>(), Probe.RootMeanSquare(values));
        var std = values.numel() < EnoughValues ? 0 : Math.Max(Math.Sqrt(Math.Max(0, (size * size) - (mean * mean))), LeastOfAll * Math.Abs(mean));
        var whole = new InputScale(module.Name, size, [mean], [std]);
        if (!whole.IsLarge || !mayDiffer) return whole;
        var isTable = module.Module is Linear && input.ndim >= 2;
        if (isTable && values.numel() / values.shape[^1] < EnoughRows) return whole;
        var columns = isTable ? values.flatten(0, -2) : values.reshape(-1, 1);
        if (HeavyTail.Of(columns) is { } tail) return whole with { Mean = tail.Middles, Std = tail.Reaches, HasHeavyTail = true };
        if (!isTable) return whole;
        double[] sizes = [.. columns.Squared().mean([0]).sqrt().data<double>()];
        if (!(sizes.Max() > Unlike * sizes.Order().ElementAt(sizes.Length / 2))) return whole;
        double[] means = [.. columns.mean([0]).data<double>()];
        double[] stds = [.. columns.std(0, unbiased: false).data<double>()];
        return whole with { Mean = means, Std = [.. stds.Zip(means, Floor)] };
    }

    // a column that is constant in this batch may not be so in the next
    private static double Floor(double std, double mean) => Math.Max(std, LeastShare * Math.Abs(mean)) is var floor and > 0 ? floor : 1;
}
