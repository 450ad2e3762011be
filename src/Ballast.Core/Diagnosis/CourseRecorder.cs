namespace Ballast;

/// <summary>
/// Follows a training as a sink and keeps what symptoms look at: the loss and the norm of every step, and those of the single parameters of
/// the last 64. Costs a row of numbers per step.
/// </summary>
public sealed class CourseRecorder : IRecordSink
{
    private const int Ring = 64;
    private readonly List<double> _losses = [],
        _norms = [];
    private readonly Queue<float[]> _latest = new();
    private IReadOnlyList<ParameterInfo> _parameters = [];
    private long[] _silent = [];
    private long? _brokenSince;
    private bool _byGradient;
    private string _brokenAt = "";

    /// <summary>How many steps are planned; 0 if unknown.</summary>
    public long Planned { get; init; }

    /// <summary>Steps up to now.</summary>
    public int Steps => _losses.Count;

    /// <summary>The first step whose loss or gradient was not finite; null if none was.</summary>
    public long? BrokenSince => _brokenSince;

    /// <inheritdoc/>
    public void Begin(IReadOnlyList<ParameterInfo> parameters) =>
        (_parameters, _silent) = (parameters ?? throw new ArgumentNullException(nameof(parameters)), new long[parameters.Count]);

    /// <inheritdoc/>
    public void Write(StepRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        var reading = record.Reading;
        _losses.Add(reading.Loss);
        _norms.Add(reading.Norm);
        if (_brokenSince is null && !reading.IsFinite)
            Break(reading);
        if (reading.Parameters.Length != _silent.Length)
            return; // an unguarded step measures none
        var row = _latest.Count == Ring ? _latest.Dequeue() : new float[_silent.Length];
        for (var i = 0; i < row.Length; i++)
        {
            ref readonly var p = ref reading.Parameters[i];
            row[i] = p.IsAbsent ? 0 : (float)p.Norm;
            _silent[i] = row[i] == 0 ? _silent[i] + 1 : 0;
        }

        _latest.Enqueue(row);
    }

    /// <summary>What the training has been like up to now.</summary>
    /// <param name="movement">How far the weights have moved, relative to their size at the beginning.</param>
    /// <param name="growth">Their size now, relative to that.</param>
    public CourseReading Read(double movement = double.NaN, double growth = double.NaN) =>
        new()
        {
            Losses = [.. _losses],
            GradientNorms = [.. _norms],
            Parameters = _parameters,
            Latest = [.. _latest.Select(row => (float[])row.Clone())],
            SilentFor = _latest.Count == 0 ? [] : [.. _silent],
            BrokenSince = _brokenSince,
            BrokenByGradient = _byGradient,
            BrokenAt = _brokenAt,
            Planned = Planned,
            Movement = movement,
            Growth = growth,
        };

    /// <inheritdoc/>
    public void Dispose() { }

    // the backward pass goes from the last parameter to the first
    private void Break(GradientReading reading)
    {
        (_brokenSince, _byGradient) = (_losses.Count - 1, double.IsFinite(reading.Loss));
        for (var i = reading.Parameters.Length - 1; i >= 0 && _brokenAt.Length == 0; i--)
            if (!reading.Parameters[i].IsFinite)
                _brokenAt = _byGradient ? reading.Parameters[i].Info.Name : "";
    }
}
