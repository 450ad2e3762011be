namespace Ballast;

/// <summary>All that is known of a training when symptoms are looked for.</summary>
public sealed record Evidence
{
    /// <summary>The model before its first step; null if nobody looked.</summary>
    public ModelReading? Before { get; init; }

    /// <summary>The first steps of a plain training that was taken back, on a few batches; null if there was none.</summary>
    public CourseReading? Rehearsal { get; init; }

    /// <summary>The training; null before its first step.</summary>
    public CourseReading? Course { get; init; }

    /// <summary>The model as it is now; null if nobody looked.</summary>
    public ModelReading? Now { get; init; }
}
