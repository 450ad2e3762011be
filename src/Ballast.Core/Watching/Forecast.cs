namespace Ballast;

/// <summary>
/// Looks every few steps whether the gradient grows like an exponential, and says once when that begins in how many steps it overflows.
/// Costs two comparisons of numbers while it does not.
/// </summary>
internal sealed class Forecast
{
    private const int Every = 8,
        Window = 24,
        First = 3,
        Remembered = 288;
    private const double Suspicious = 10;
    private readonly double[] _norms = new double[Remembered],
        _losses = new double[Remembered],
        _first = new double[First]; // norms
    private readonly NormsGrow _symptom = new();
    private long _seen;
    private bool _said;

    /// <summary>Learns of a step; what there is to say, null as a rule.</summary>
    public string? Learn(GradientReading reading)
    {
        if (!reading.IsFinite)
            return null;
        (_norms[_seen % Remembered], _losses[_seen % Remembered]) = (reading.Norm, reading.Loss);
        if (_seen < First)
            _first[_seen] = reading.Norm;
        _seen++;
        if (_seen % Every != 0 || _seen < Window)
            return null;
        if (!(reading.Norm > Suspicious * _norms[(_seen - Window) % Remembered]))
        {
            _said = false;
            return null;
        }

        var finding = _symptom.Look(
            new()
            {
                Course = new() { Losses = Last(_losses), GradientNorms = [.. _seen > Remembered ? _first : [], .. Last(_norms)] },
            }
        );
        var says = finding is not null && !_said;
        _said = finding is not null;
        return says ? $"{finding!.Code} at {reading.Parameters[reading.Loudest].Info.Name}: {FindingText.Of(finding).What}" : null;
    }

    private double[] Last(double[] ring)
    {
        var count = Math.Min(_seen, Remembered);
        return [.. Enumerable.Range(0, (int)count).Select(i => ring[(_seen - count + i) % Remembered])];
    }
}
