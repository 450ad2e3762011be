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
    private readonly List<(int Index, long Missing)> _gaps = [];
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
        var row = _latest.Count == Ring ? _latest.Dequeue() : new float[_silent.Length];
        for (var i = 0; i < row.Length && i < reading.Parameters.Length; i++)
            row[i] = reading.Parameters[i].IsAbsent ? 0 : (float)reading.Parameters[i].Norm;
        // an unguarded step measures none
        Learn(record.Loss, record.GradientNorm, reading.IsFinite, reading.Parameters.Length == _silent.Length ? row : null);
    }

    /// <summary>Learns of one step.</summary>
    /// <param name="loss">Its loss.</param>
    /// <param name="norm">The norm of its gradient.</param>
    /// <param name="isFinite">Whether all of it was finite.</param>
    /// <param name="norms">The norm of each parameter's gradient, 0 where there is none; kept. Null where they were not measured.</param>
    internal void Learn(double loss, double norm, bool isFinite, float[]? norms)
    {
        _losses.Add(loss);
        _norms.Add(norm);
        if (_brokenSince is null && !isFinite)
            Break(loss, norms ?? []);
        if (norms is null)
            return;
        for (var i = 0; i < norms.Length; i++)
            _silent[i] = norms[i] == 0 ? _silent[i] + 1 : 0;
        if (_latest.Count == Ring)
            _latest.Dequeue();
        _latest.Enqueue(norms);
    }

    /// <summary>Learns of a step as a run file has it.</summary>
    internal void Learn(RunStep step)
    {
        var missing = step.Step - Steps;
        if (missing != (_gaps is [.., var gap] ? gap.Missing : 0))
            _gaps.Add((Steps, missing));
        var norms = step.Parameters.GradientNorms;
        var isFinite = double.IsFinite(step.Loss) && step.NonFinite == 0;
        Learn(step.Loss, step.GradientNorm, isFinite, norms.Count == _silent.Length ? [.. norms] : null);
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
            Gaps = [.. _gaps],
            Movement = movement,
            Growth = growth,
        };

    /// <inheritdoc/>
    public void Dispose() { }

    // the backward pass goes from the last parameter to the first
    private void Break(double loss, float[] norms)
    {
        (_brokenSince, _byGradient) = (_losses.Count - 1, double.IsFinite(loss));
        var last = _byGradient ? Array.FindLastIndex(norms, norm => !float.IsFinite(norm)) : -1;
        _brokenAt = last < 0 ? "" : _parameters[last].Name;
    }
}
