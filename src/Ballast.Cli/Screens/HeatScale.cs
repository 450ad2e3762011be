namespace Ballast.Cli;

/// <summary>Where a number of a heat map lies between dark and white: by its logarithm, shares as they are.</summary>
internal sealed class HeatScale
{
    private const double Decades = 14; // below the median: what is nearly nothing must not take the shades away from the rest
    private readonly bool _linear;
    private readonly double _low,
        _high;

    public HeatScale(LayerQuantity quantity, IEnumerable<float> cells)
    {
        _linear = quantity == LayerQuantity.Held;
        double[] logs = [.. cells.Where(cell => cell > 0 && float.IsFinite(cell)).Select(cell => Math.Log10(cell)).Order()];
        (_low, _high) =
            _linear ? (0, 1)
            : logs.Length == 0 ? (-1, 0)
            : (Math.Max(logs[logs.Length / 50], logs[logs.Length / 2] - Decades), logs[^1]);
        if (_high - _low < 1)
            _low = _high - 1;
    }

    /// <summary>The number that is darkest.</summary>
    public double Low => _linear ? _low : Math.Pow(10, _low);

    /// <summary>The number that is white.</summary>
    public double High => _linear ? _high : Math.Pow(10, _high);

    /// <summary>From 0, dark, to 1.</summary>
    public double At(float value) =>
        _linear ? value
        : value <= 0 ? 0
        : Math.Clamp((Math.Log10(value) - _low) / (_high - _low), 0, 1);
}
