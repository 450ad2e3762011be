using System.Globalization;

namespace Ballast;

/// <summary>
/// Multiplied by factor when the loss has not fallen for a while. It is told every step's loss, and compares means over so many steps, so
/// that no evaluation is needed and no test data is looked at. A loss that is not finite enters no mean.
/// </summary>
internal sealed class PlateauSchedule(long every, double factor, int patience, double threshold, int cooldown, double min, Duration warmup)
    : LearningRateSchedule("reduce-on-plateau", warmup)
{
    private readonly long _every = Require.AtLeast(every, 1);
    private readonly double _factor = Require.Fraction(factor);
    private readonly int _patience = Require.AtLeast(patience, 0);
    private readonly double _threshold = Require.NotNegative(threshold);
    private readonly int _cooldown = Require.AtLeast(cooldown, 0);
    private readonly double _min = Require.BelowOne(min);
    private State _state = new();

    public override void Learn(double loss)
    {
        if (!double.IsFinite(loss))
            return;
        _state.Sum += loss / _every;
        if (++_state.Count < _every)
            return;
        Judge(_state.Sum);
        (_state.Sum, _state.Count) = (0, 0);
    }

    public override string Save() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{_state.Scale:R} {_state.Best:R} {_state.Sum:R} {_state.Count} {_state.Bad} {_state.Resting}"
        );

    public override void Load(string state)
    {
        ArgumentNullException.ThrowIfNull(state);
        var culture = CultureInfo.InvariantCulture;
        if (
            state.Split(' ') is [var scale, var best, var sum, var count, var bad, var resting]
            && double.TryParse(scale, culture, out var theScale)
            && theScale is >= 0 and <= 1
            && double.TryParse(best, culture, out var theBest)
            && !double.IsNaN(theBest)
            && double.TryParse(sum, culture, out var theSum)
            && double.IsFinite(theSum)
            && long.TryParse(count, culture, out var theCount)
            && theCount >= 0
            && int.TryParse(bad, culture, out var theBad)
            && int.TryParse(resting, culture, out var theRest)
        )
            _state = new()
            {
                Scale = theScale,
                Best = theBest,
                Sum = theSum,
                Count = theCount,
                Bad = theBad,
                Resting = theRest,
            };
        else
            throw Broken(state);
    }

    protected override double Shape(long step, long length) => _state.Scale;

    private void Judge(double loss)
    {
        // of its size, not times 1 - threshold: likelihoods may be negative
        var better = double.IsInfinity(_state.Best) || loss < _state.Best - (_threshold * Math.Abs(_state.Best));
        if (better)
            _state.Best = loss;
        _state.Bad = better ? 0 : _state.Bad + 1;
        if (_state.Resting > 0)
            (_state.Resting, _state.Bad) = (_state.Resting - 1, 0);
        if (_state.Bad <= _patience)
            return;
        _state.Scale = Math.Max(_min, _state.Scale * _factor);
        (_state.Resting, _state.Bad) = (_cooldown, 0);
    }

    private record struct State()
    {
        public double Scale = 1,
            Best = double.PositiveInfinity,
            Sum = 0;
        public long Count = 0;
        public int Bad = 0,
            Resting = 0;
    }
}
