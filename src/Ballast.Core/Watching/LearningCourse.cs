namespace Ballast;

/// <summary>
/// Follows the records of a training for what they show of why it may learn nothing. A few additions per parameter and step.
/// </summary>
internal sealed class LearningCourse
{
    private const int Early = 20;
    private const double Memory = 0.95;
    private long _steps,
        _refused,
        _silent,
        _early;
    private double _first,
        _last = double.NaN,
        _rate;
    private string _reason = "";
    private ParameterInfo[] _infos = [];
    private double[] _logs = []; // running mean of ln ||g||; NaN before the first gradient that is not 0

    /// <summary>Learns of a step; its reading must be the present one.</summary>
    public void Learn(StepRecord record)
    {
        _steps++;
        if (record.LearningRate > _rate)
            _rate = record.LearningRate;
        var refused = !record.Verdict.TakesStep && !record.Overruled;
        if (refused)
            (_refused, _reason) = (_refused + 1, record.Verdict.Reason);
        var parameters = record.Reading.Parameters;
        if (!refused && parameters.Length > 0 && record.GradientNorm == 0)
            _silent++;
        if (double.IsFinite(record.Loss))
        {
            if (_early < Early)
                _first += (record.Loss - _first) / ++_early;
            _last = double.IsNaN(_last) ? record.Loss : (Memory * _last) + ((1 - Memory) * record.Loss);
        }

        if (_logs.Length != parameters.Length)
            Begin(parameters);
        for (var i = 0; i < parameters.Length; i++)
        {
            var norm = parameters[i].Norm;
            if (!(norm > 0) || !double.IsFinite(norm))
                continue;
            var log = Math.Log(norm);
            _logs[i] = double.IsNaN(_logs[i]) ? log : (Memory * _logs[i]) + ((1 - Memory) * log);
        }
    }

    /// <summary>What was seen.</summary>
    public LearningFacts Facts =>
        new()
        {
            Steps = _steps,
            Refused = (_refused, _reason),
            Silent = _silent,
            Losses = (_early > 0 ? _first : double.NaN, _last),
            Vanishing = Vanishing(),
            NeverHeard = ([.. _infos.Where((_, i) => double.IsNaN(_logs[i])).Select(info => info.Name)], _infos.Length),
            Settings = (_rate, 0),
        };

    private void Begin(ReadOnlySpan<ParameterReading> parameters)
    {
        _infos = new ParameterInfo[parameters.Length];
        for (var i = 0; i < _infos.Length; i++)
            _infos[i] = parameters[i].Info;
        _logs = [.. _infos.Select(_ => double.NaN)];
    }

    private (string, string, double) Vanishing()
    {
        var (first, last) = (Array.FindIndex(_infos, info => !info.IsVector), Array.FindLastIndex(_infos, info => !info.IsVector));
        if (first < 0 || first == last)
            return ("", "", double.NaN);
        return (_infos[first].Name, _infos[last].Name, Math.Exp(Size(first) - Size(last)));
    }

    // of one value
    private double Size(int i) => _logs[i] - (Math.Log(_infos[i].Count) / 2);
}
