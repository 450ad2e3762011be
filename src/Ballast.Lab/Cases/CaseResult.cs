namespace Ballast.Lab;

/// <summary>What was said of one training of a case, and how that was.</summary>
public sealed record CaseResult
{
    /// <summary>The case.</summary>
    public required string Name { get; init; }

    /// <summary>Its kind.</summary>
    public required string Kind { get; init; }

    /// <summary>The seed.</summary>
    public required int Seed { get; init; }

    /// <summary>True for the training without the fault.</summary>
    public required bool IsTwin { get; init; }

    /// <summary>How good it has become; NaN if it is not finite.</summary>
    public double Score { get; init; } = double.NaN;

    /// <summary>The first step that was not finite; null if none was.</summary>
    public long? BrokenAt { get; init; }

    /// <summary>The first alarm, -1 before the first step; null if there was none.</summary>
    public long? AlarmAt { get; init; }

    /// <summary>The step at which an overflow was foreseen first; null if none was.</summary>
    public long? ForecastAt { get; init; }

    /// <summary>In how many steps it was to come.</summary>
    public long? ForecastLeft { get; init; }

    /// <summary>Codes of what was found, the gravest first; notes in brackets.</summary>
    public IReadOnlyList<string> Codes { get; init; } = [];

    /// <summary>The causes that findings point to, the likeliest first.</summary>
    public IReadOnlyList<Cause> Causes { get; init; } = [];

    /// <summary>Of a repair: in which order candidates were tried; else empty.</summary>
    public string Policy { get; init; } = "";

    /// <summary>Of a repair: what won; empty if none was tried, or none has a place.</summary>
    public string Repair { get; init; } = "";

    /// <summary>Of a repair: every candidate with its last score.</summary>
    public IReadOnlyList<string> Tried { get; init; } = [];

    /// <summary>Of a repair: time of the whole search, the repaired training included, over that of a normal one.</summary>
    public double TimeRatio { get; init; } = double.NaN;

    /// <summary>The same in steps.</summary>
    public double StepRatio { get; init; } = double.NaN;

    /// <summary>Duration.</summary>
    public double Seconds { get; init; }

    /// <summary>Why there is no result, if its process died or threw; else empty.</summary>
    public string Error { get; init; } = "";
}
