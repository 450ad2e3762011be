using System.Globalization;
using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// Rejects targets that cannot be learned, with the value, its row and a remedy; libtorch's own words name neither. One pass, on the CPU
/// only.
/// </summary>
internal static class TargetCheck
{
    /// <summary>Classes from 0 to <paramref name="classes"/> - 1, or <paramref name="ignored"/>.</summary>
    public static void Classes(string loss, Tensor target, long classes, long? ignored = null)
    {
        if (target.device_type != DeviceType.CPU)
            return;
        using var scope = NewDisposeScope();
        var perRow = PerRow(target);
        var at = 0L;
        foreach (var label in target.contiguous().data<long>().ToArray()) // the accessor's own enumerator is many times slower
        {
            if ((label < 0 || label >= classes) && label != ignored)
                throw new ArgumentException(
                    $"{loss} met the label {label} in {Place(at, perRow)}; labels must be 0 to "
                        + $"{classes - 1}, because the model gives {classes} classes."
                        + " Correct the label, or give the model more outputs.",
                    nameof(target)
                );
            at++;
        }
    }

    /// <summary>Finite numbers from <paramref name="low"/> to <paramref name="high"/>.</summary>
    public static void Numbers(string loss, Tensor target, double low, double high)
    {
        if (target.device_type != DeviceType.CPU || target.numel() == 0)
            return;
        using var scope = NewDisposeScope();
        var wide = target.detach().to(ScalarType.Float64).contiguous();
        if (Inside(wide.min().item<double>(), low, high) && Inside(wide.max().item<double>(), low, high))
            return; // NaN is in neither
        var perRow = PerRow(target);
        var at = 0L;
        foreach (var value in wide.data<double>())
        {
            if (!Inside(value, low, high))
                throw new ArgumentException(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{loss} met the target {value} in {Place(at, perRow)}; targets must be "
                            + $"{Range(low, high)}. Leave the row out, or correct it."
                    ),
                    nameof(target)
                );
            at++;
        }
    }

    private static bool Inside(double value, double low, double high) => double.IsFinite(value) && value >= low && value <= high;

    private static string Range(double low, double high) =>
        double.IsInfinity(low) ? "finite numbers"
        : double.IsInfinity(high) ? string.Create(CultureInfo.InvariantCulture, $"finite and at least {low}")
        : string.Create(CultureInfo.InvariantCulture, $"from {low} to {high}");

    private static long PerRow(Tensor target) => target.dim() == 0 || target.shape[0] == 0 ? 1 : target.numel() / target.shape[0];

    private static string Place(long at, long perRow) =>
        perRow <= 1 ? $"row {at} of the batch" : $"row {at / perRow} of the batch, position {at % perRow}";
}
