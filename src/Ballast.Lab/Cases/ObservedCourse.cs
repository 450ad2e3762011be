namespace Ballast.Lab;

/// <summary>A training that was only looked at: what was known of it, when there was an alarm, and how it ended.</summary>
/// <param name="Evidence">All that was seen.</param>
/// <param name="Diagnosis">What was said at the end.</param>
/// <param name="AlarmAt">The step of the first alarm, -1 before the first; null without one.</param>
/// <param name="Score">How good it has become; NaN if it is not finite.</param>
public sealed record ObservedCourse(Evidence Evidence, Diagnosis Diagnosis, long? AlarmAt, double Score)
{
    /// <summary>The first step whose loss or gradient was not finite.</summary>
    public long? BrokenAt => Evidence.Course?.BrokenSince;

    /// <summary>At which step an overflow was foreseen first, and in how many steps; null if none was.</summary>
    public (long Step, long Left)? Forecast { get; init; }

    /// <summary>Duration of the training and of the looking on together.</summary>
    public double Seconds { get; init; }
}
