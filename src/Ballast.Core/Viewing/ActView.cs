using System.Text.Json.Serialization;

namespace Ballast;

/// <summary>What the guard did in the steps of one bucket.</summary>
public sealed record ActView
{
    /// <summary>Which bucket.</summary>
    public int Bucket { get; init; }

    /// <summary>The step of the gravest of them, the first if several are.</summary>
    public long Step { get; init; }

    /// <summary>Its verdict: <c>proceed</c> for one that only capped or edited.</summary>
    public string Verdict { get; init; } = "proceed";

    /// <summary>Why, in words; empty where nobody said.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Steps with shortened gradients.</summary>
    public long Clipped { get; init; }

    /// <summary>Steps with a shortened change of at least one parameter.</summary>
    public long Capped { get; init; }

    /// <summary>How many parameters had their change capped in one step, at the most.</summary>
    public int MostCapped { get; init; }

    /// <summary>Steps that were not taken.</summary>
    public long Skipped { get; init; }

    /// <summary>Steps after which the training went back.</summary>
    public long RolledBack { get; init; }

    /// <summary>1 where the training was ended.</summary>
    public long Halted { get; init; }

    /// <summary>Steps with edits of weights.</summary>
    public long Edited { get; init; }

    /// <summary>Parameters whose optimizer state was started afresh.</summary>
    public long Restarted { get; init; }

    /// <summary>The smallest number that gradients were multiplied by, 0 for a step not taken, 1 where nothing was clipped.</summary>
    public double SmallestScale { get; init; } = 1;

    [JsonIgnore]
    internal int Severity { get; init; }

    /// <summary>Two of them as one.</summary>
    internal ActView With(ActView other)
    {
        var graver = (other.Severity, -other.SmallestScale).CompareTo((Severity, -SmallestScale)) > 0 ? other : this;
        return graver with
        {
            Bucket = Bucket,
            Clipped = Clipped + other.Clipped,
            Capped = Capped + other.Capped,
            MostCapped = Math.Max(MostCapped, other.MostCapped),
            Skipped = Skipped + other.Skipped,
            RolledBack = RolledBack + other.RolledBack,
            Halted = Halted + other.Halted,
            Edited = Edited + other.Edited,
            Restarted = Restarted + other.Restarted,
            SmallestScale = Math.Min(SmallestScale, other.SmallestScale),
        };
    }
}
