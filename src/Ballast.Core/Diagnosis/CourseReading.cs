namespace Ballast;

/// <summary>What a training has been like up to now, as plain numbers, one entry per step.</summary>
public sealed record CourseReading
{
    /// <summary>The losses.</summary>
    public IReadOnlyList<double> Losses { get; init; } = [];

    /// <summary>Norms of the whole gradient, before anything was changed.</summary>
    public IReadOnlyList<double> GradientNorms { get; init; } = [];

    /// <summary>The parameters.</summary>
    public IReadOnlyList<ParameterInfo> Parameters { get; init; } = [];

    /// <summary>
    /// Norms of the single parameters' gradients in the last steps, the oldest first; each row in the order of the parameters.
    /// </summary>
    public IReadOnlyList<float[]> Latest { get; init; } = [];

    /// <summary>In how many steps running, up to the last, each parameter's gradient was exactly 0 or absent.</summary>
    public IReadOnlyList<long> SilentFor { get; init; } = [];

    /// <summary>The first step whose loss or gradient was not finite; null if none was.</summary>
    public long? BrokenSince { get; init; }

    /// <summary>Whether the loss of that step was finite, so that only its gradient was not.</summary>
    public bool BrokenByGradient { get; init; }

    /// <summary>The parameter whose gradient was not finite first, looked at from the loss; empty where it was the loss.</summary>
    public string BrokenAt { get; init; } = "";

    /// <summary>How far the weights have moved, relative to their size at the beginning; NaN if unknown.</summary>
    public double Movement { get; init; } = double.NaN;

    /// <summary>Their size now, relative to that at the beginning; NaN if unknown.</summary>
    public double Growth { get; init; } = double.NaN;

    /// <summary>How many steps are planned; 0 if unknown.</summary>
    public long Planned { get; init; }

    /// <summary>
    /// Where records are missing, as of a training whose disk did not keep up: from which entry on, and how many before it altogether.
    /// </summary>
    internal IReadOnlyList<(int Index, long Missing)> Gaps { get; init; } = [];

    /// <summary>The step that an entry is of.</summary>
    internal long StepOf(long index) => index < 0 ? index : index + Gaps.LastOrDefault(gap => gap.Index <= index).Missing;

    /// <summary>What a run file says of a training.</summary>
    public static CourseReading Of(RunFile run)
    {
        ArgumentNullException.ThrowIfNull(run);
        using var recorder = new CourseRecorder();
        recorder.Begin(run.Parameters());
        foreach (var step in run.Steps(statistics: true))
            recorder.Learn(step);
        return recorder.Read();
    }

    /// <summary>Steps up to now.</summary>
    public int Steps => Losses.Count;
}
