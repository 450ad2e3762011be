using System.Globalization;

namespace Ballast;

/// <summary>
/// Refuses a step whose loss is far above the last ones: by more than <c>threshold</c> of their spread, which is taken from the median
/// deviation, and for no less than a twentieth of their median. A few steps in a row at most: what stays high is no bad batch, and is taken
/// from then on.
/// </summary>
/// <param name="threshold">Standard deviations that are borne, above 0.</param>
/// <param name="memory">How many losses are remembered, at least 4.</param>
/// <param name="after">Steps to learn from before the rule acts, from 4 to <paramref name="memory"/>.</param>
/// <param name="most">Steps in a row that are refused, at least 1.</param>
internal sealed class LossSpikeRule(double threshold, int memory, int after, int most) : IGuardRule
{
    private const double LeastSpread = 0.05;
    private readonly double _threshold = Require.Positive(threshold);
    private readonly int _memory = Require.AtLeast(memory, 4);
    private readonly int _after = Math.Min(Require.AtLeast(after, 4), memory);
    private readonly int _most = Require.AtLeast(most, 1);
    private RecentValues _losses = new([], memory);
    private long _refused;

    public string Name => "loss-spike";

    public Verdict Judge(GradientReading reading)
    {
        var distance = Distance(reading.Loss);
        return distance > _threshold && _refused < _most
            ? Verdict.Skip(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"loss {reading.Loss:g4} is {distance:g3} standard deviations above {_losses.Quantile(0.5):g4}, the median of the last "
                        + $"{_losses.Count}"
                )
            )
            : Verdict.Proceed;
    }

    public void Learn(GradientReading reading, Verdict final)
    {
        if (!final.TakesStep)
            _refused++;
        else if (!(Distance(reading.Loss) > _threshold))
            _refused = 0; // else it is a level, and what follows is taken too
        if (final.TakesStep && double.IsFinite(reading.Loss))
            _losses.Add(reading.Loss);
    }

    // in standard deviations; 0 where there is nothing to measure by
    private double Distance(double loss)
    {
        if (_losses.Count < _after || !double.IsFinite(loss))
            return 0;
        var usual = _losses.Quantile(0.5);
        var spread = Math.Max(_losses.MedianSpread, LeastSpread * Math.Abs(usual));
        return spread > 0 ? (loss - usual) / spread : 0; // losses that were exactly 0 say nothing of what is large
    }

    public string Save() => StateText.Write([.. _losses.Values], [_refused, _losses.Count]);

    public void Load(string state)
    {
        var (losses, counts) = StateText.Read(state, Name);
        if (
            counts is not [>= 0 and var refused, >= 0 and var count]
            || count != losses.Length
            || count > _memory
            || !losses.All(double.IsFinite)
        )
            throw StateText.Broken(state, Name);
        (_refused, _losses) = (refused, new(losses, _memory));
    }
}
