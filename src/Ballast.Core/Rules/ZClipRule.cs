using System.Globalization;

namespace Ballast;

/// <summary>
/// Rescales all gradients whose global norm is an outlier by its z-score against running mean and spread, and the more so the farther
/// out it is: <c>mean + threshold² spread / z</c>. ZClip (Kumar, Owen, Roychowdhury, Guha 2025, arXiv:2504.02507).
/// </summary>
/// <remarks>
/// Other than the published code it has no largest norm beside (that was 1, so that little was left to adapt), takes the first mean and
/// spread from median and median deviation, which a spike in the warm-up does not move, never takes the spread for less than a
/// hundredth of the mean, and learns only from steps that are taken, so one NaN does not end it.
/// </remarks>
/// <param name="threshold">Standard deviations that are borne, above 0.</param>
/// <param name="memory">Decay of mean and variance, in [0, 1).</param>
/// <param name="after">Steps to learn from before the rule acts, at least 2.</param>
internal sealed class ZClipRule(double threshold, double memory, int after) : IGuardRule
{
    private const double LeastSpread = 0.01;
    private readonly double _threshold = Require.Positive(threshold);
    private readonly double _memory = Require.BelowOne(memory);
    private readonly int _after = Require.AtLeast(after, 2);
    private RecentValues _first = new([], after);
    private double _mean,
        _variance;

    public string Name => "zclip";

    public Verdict Judge(GradientReading reading)
    {
        var (norm, target) = (reading.Norm, Target(reading.Norm));
        return target < norm
            ? Verdict.Rescale(
                Math.Max(target / norm, double.Epsilon),
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"gradient norm {norm:g4} is {(norm - _mean) / Spread:g3} standard deviations above its mean of {_mean:g4}"
                )
            )
            : Verdict.Proceed;
    }

    public void Learn(GradientReading reading, Verdict final)
    {
        if (!final.TakesStep || !double.IsFinite(reading.Norm))
            return;
        if (_first.Count == _after)
        {
            var learned = Target(reading.Norm);
            var deviation = learned - _mean;
            _variance = Math.Min((_memory * _variance) + ((1 - _memory) * deviation * deviation), double.MaxValue);
            _mean += (1 - _memory) * deviation;
            return;
        }

        _first.Add(reading.Norm);
        if (_first.Count < _after)
            return;
        _mean = _first.Quantile(0.5);
        var spread = _first.MedianSpread;
        _variance = Math.Min(spread * spread, double.MaxValue);
    }

    public string Save() => StateText.Write([_mean, _variance, .. _first.Values], []);

    public void Load(string state)
    {
        var (values, none) = StateText.Read(state, Name);
        if (
            none.Length > 0
            || values.Length < 2
            || values.Length > _after + 2
            || !values.All(value => double.IsFinite(value) && value >= 0)
            || (values.Length < _after + 2 && values[..2].Any(value => value != 0))
        )
            throw StateText.Broken(state, Name);
        (_mean, _variance, _first) = (values[0], values[1], new(values.AsSpan(2), _after));
    }

    private double Spread => Math.Max(Math.Sqrt(_variance), LeastSpread * _mean);

    // what a norm is brought to: itself where it is no outlier
    private double Target(double norm)
    {
        if (_first.Count < _after || !(norm - _mean > _threshold * Spread))
            return norm;
        return _mean + (_threshold * Spread * (_threshold * Spread / (norm - _mean)));
    }
}
