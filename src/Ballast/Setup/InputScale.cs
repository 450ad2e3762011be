using System.Globalization;
using TorchSharp.Modules;
using static Ballast.SetupConstants;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// Size, mean and standard deviation of the data that reach the first weighted module: one pair of numbers, or one for every
/// column of a table whose columns are of very different sizes. Where tails are heavy or values span decades, median and reach instead. Raw
/// 0..255 pixels explode a network that was initialised for standardised ones; a fixed (x - mean) / std in front of it mends that.
/// </summary>
internal sealed record InputScale(string Module, double Size, double[] Mean, double[] Std, bool HasHeavyTail = false)
{
    private const double LeastShare = 0.01,
        LeastOfAll = 1e-3;

    /// <summary>How many rows it was measured by.</summary>
    public long Rows { get; init; }

    /// <summary>How many values.</summary>
    public long Values { get; init; }

    /// <summary>The same by logarithms alone, where there is a heavy tail; to choose between them.</summary>
    public Logarithms? Logarithms { get; init; }

    /// <summary>Whether logarithms alone were chosen.</summary>
    public bool IsLogarithmic { get; init; }

    public bool IsLarge => Size > LargeSize;

    /// <summary>Whether standardising by these numbers is possible.</summary>
    public bool IsUsable => double.IsFinite(Size) && Mean.All(double.IsFinite) && Std.All(std => std > 0) && Values >= EnoughRows;

    public string Words => string.Create(CultureInfo.InvariantCulture, $"inputs have size {Size:g3}");

    /// <summary>What standardising does, in words.</summary>
    public string Remedy =>
        IsLogarithmic ? "they span decades: their logarithms, standardised"
        : HasHeavyTail ? "some are far beyond what is usual: divided by that, and what lies beyond by logarithm"
        : Mean.Length == 1 ? string.Create(CultureInfo.InvariantCulture, $"standardised by (x - {Mean[0]:g4}) / {Std[0]:g4}")
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
        var (mean, size) = (values.mean().item<double>(), Sizes.RootMeanSquare(values));
        var std = Math.Max(Math.Sqrt(Math.Max(0, (size * size) - (mean * mean))), LeastOfAll * Math.Abs(mean));
        var rows = values.ndim == 0 || values.numel() == 0 ? values.numel() : values.numel() / values.shape[^1];
        var whole = new InputScale(module.Name, size, [mean], [std]) { Rows = rows, Values = values.numel() };
        if (!whole.IsLarge || !mayDiffer)
            return whole;
        var isTable = module.Module is Linear && input.ndim >= 2;
        if (isTable && rows < EnoughRows / 2)
            return whole;
        var columns = isTable ? values.flatten(0, -2) : values.reshape(-1, 1);
        if (HeavyTail.Of(columns) is { } tail)
            return whole with { Mean = tail.Middles, Std = tail.Reaches, HasHeavyTail = true, Logarithms = Logarithms.Of(columns) };
        if (!isTable)
            return whole;
        double[] sizes = [.. columns.Squared().mean([0]).sqrt().data<double>()];
        if (!(sizes.Max() > UnlikeSizes * sizes.Order().ElementAt(sizes.Length / 2)))
            return whole;
        double[] means = [.. columns.mean([0]).data<double>()];
        double[] stds = [.. columns.std(0, unbiased: false).data<double>()];
        return whole with { Mean = means, Std = [.. stds.Zip(means, Floor)] };
    }

    /// <summary>What is known of the inputs after one more batch: the smallest of those that are too large, and whether one was of usual
    /// size.</summary>
    public static (InputScale? Input, bool IsFine) Learn((InputScale? Input, bool IsFine) known, InputScale? next)
    {
        if (next is not { IsLarge: true })
            return (known.Input, true);
        if (next.Values < EnoughRows && double.IsFinite(next.Size))
            return (known.Input?.With(next) ?? next, known.IsFine);
        return next.IsUsable && !(known.Input?.Size <= next.Size) ? (next, known.IsFine) : known;
    }

    /// <summary>What two batches have together, where each says little by itself; of their columns as a whole.</summary>
    public InputScale With(InputScale other)
    {
        var share = (double)Values / (Values + other.Values);
        double Mix(double mine, double theirs) => (share * mine) + ((1 - share) * theirs);
        var (size, mean) = (Math.Sqrt(Mix(Size * Size, other.Size * other.Size)), Mix(Mean[0], other.Mean[0]));
        var std = Math.Max(Math.Sqrt(Math.Max(0, (size * size) - (mean * mean))), LeastOfAll * Math.Abs(mean));
        return new(Module, size, [mean], [std]) { Rows = Rows + other.Rows, Values = Values + other.Values };
    }

    // a column that is constant in this batch may not be so in the next
    private static double Floor(double std, double mean) => Math.Max(std, LeastShare * Math.Abs(mean)) is var floor and > 0 ? floor : 1;
}
