using System.Globalization;
using Ballast;

namespace OwnRule;

/// <summary>
/// Refuses a step whose loss is far above the lowest mean that losses have had. A rule changes nothing in <see cref="Judge"/>; it learns in
/// <see cref="Learn"/>, from what was decided by all rules together, and its state is saved with checkpoints.
/// </summary>
/// <param name="factor">How many times the best is too far.</param>
/// <param name="most">So many steps in a row are refused; then the training is believed.</param>
public sealed class FarFromBest(double factor = 2, int most = 5) : IGuardRule
{
    private const double Memory = 0.9;
    private double _mean = double.NaN,
        _best = double.PositiveInfinity;
    private int _refused;

    public string Name => $"far-from-best {factor.ToString(CultureInfo.InvariantCulture)}";

    public Verdict Judge(GradientReading reading) =>
        reading.Loss > factor * _best && _refused < most
            ? Verdict.Skip($"the loss {reading.Loss:g3} is more than {factor:g3} times the best, {_best:g3}")
            : Verdict.Proceed;

    public void Learn(GradientReading reading, Verdict final)
    {
        if (final.TakesStep)
        {
            _mean = double.IsNaN(_mean) ? reading.Loss : (Memory * _mean) + ((1 - Memory) * reading.Loss);
            _best = Math.Min(_best, _mean);
        }

        _refused = final.TakesStep ? 0 : _refused + 1;
    }

    public string Save() => string.Create(CultureInfo.InvariantCulture, $"{_mean:G17} {_best:G17} {_refused}");

    public void Load(string state)
    {
        var parts = state.Split(' ');
        (_mean, _best) = (double.Parse(parts[0], CultureInfo.InvariantCulture), double.Parse(parts[1], CultureInfo.InvariantCulture));
        _refused = int.Parse(parts[2], CultureInfo.InvariantCulture);
    }
}
