namespace Ballast;

/// <summary>
/// Up from 1/div_factor to the full rate over the first share, then down to 1/(div_factor final_div_factor), both as half a cosine (Smith,
/// Topin 2018, arXiv:1708.07120, in PyTorch's form). The peak is reached at the last step of the share, the end at the last step of the
/// training.
/// </summary>
internal sealed class OneCycleSchedule(double pct_start, double div_factor, double final_div_factor, Duration warmup, long? total)
    : LearningRateSchedule("one-cycle", warmup, total)
{
    private readonly double _rise = Require.Fraction(pct_start);
    private readonly double _start = 1 / Require.AtLeast(div_factor, 1);
    private readonly double _end = 1 / (div_factor * Require.AtLeast(final_div_factor, 1));

    protected override double Shape(long step, long length)
    {
        var (peak, last) = (Math.Max(0, (_rise * length) - 1), Math.Max(1, length - 1.0));
        return step < peak
            ? Between(_start, 1, step / peak)
            : Between(1, _end, last <= peak ? 0 : Math.Min(1, (step - peak) / (last - peak)));
    }

    private static double Between(double from, double to, double share) => to + ((from - to) * (1 + Math.Cos(Math.PI * share)) / 2);
}
