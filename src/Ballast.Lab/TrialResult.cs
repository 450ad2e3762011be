namespace Ballast.Lab;

/// <summary>How one training of a scenario under a policy ended.</summary>
public sealed record TrialResult
{
    private const int CurvePoints = 120;

    /// <summary>The scenario.</summary>
    public required string Name { get; init; }

    /// <summary>The policy.</summary>
    public required string Policy { get; init; }

    /// <summary>The seed.</summary>
    public required int Seed { get; init; }

    /// <summary>Median of the last five clean losses; NaN if it did not end.</summary>
    public double Final { get; init; } = double.NaN;

    /// <summary>Clean loss of the best tuned training; for a control that of its plain training, NaN until that is known.</summary>
    public required double Oracle { get; init; }

    /// <summary>Clean loss of the best constant predictor.</summary>
    public required double Trivial { get; init; }

    /// <summary>True if every weight was finite at the end.</summary>
    public bool WeightsFinite { get; init; }

    /// <summary>Steps after which the policy itself ended the training; null if it did not.</summary>
    public int? HaltedAt { get; init; }

    /// <summary>Steps that the policy refused.</summary>
    public int Skipped { get; init; }

    /// <summary>How often it went back to an earlier state.</summary>
    public int Returned { get; init; }

    /// <summary>Steps in which it limited the change of a weight.</summary>
    public int Capped { get; init; }

    /// <summary>What it changed before the first step.</summary>
    public IReadOnlyList<string> Prepared { get; init; } = [];

    /// <summary>Training losses, evenly thinned out.</summary>
    public IReadOnlyList<double> Curve { get; init; } = [];

    /// <summary>Steps between two values of <see cref="Curve"/>.</summary>
    public int CurveEvery { get; init; } = 1;

    /// <summary>Duration of the training.</summary>
    public double Seconds { get; init; }

    /// <summary>Why there is no result, if its process died or threw; else empty.</summary>
    public string Error { get; init; } = "";

    /// <summary>What is left between the final loss and the oracle's, as a share of what there was to learn.</summary>
    public double Gap => PassCriterion.Gap(Final, Oracle, Trivial);

    /// <summary>Weights and final loss are finite: not worth much by itself.</summary>
    public bool Finite => WeightsFinite && double.IsFinite(Final);

    /// <summary>Ended healthy: finite, and at most a quarter of the gap is left.</summary>
    public bool Survived => Finite && PassCriterion.Passes(Gap, PassCriterion.SurvivedGap);

    /// <summary>Ended healthy with at most a tenth of the gap left.</summary>
    public bool Strict => Finite && PassCriterion.Passes(Gap, PassCriterion.StrictGap);

    /// <summary>The share of the gap that was closed; 0 for a run that is not finite.</summary>
    public double Closed => Finite ? PassCriterion.Closed(Gap) : 0;

    /// <summary>The result where there is none.</summary>
    /// <param name="scenario">What was to be trained.</param>
    /// <param name="policy">Under which policy.</param>
    /// <param name="seed">From which seed.</param>
    /// <param name="error">Why there is none.</param>
    public static TrialResult Without(Scenario scenario, string policy, int seed, string error)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        return new()
        {
            Name = scenario.Name,
            Policy = policy,
            Seed = seed,
            Oracle = scenario.Oracle,
            Trivial = scenario.Trivial,
            Error = error,
        };
    }

    /// <summary>What a training came to.</summary>
    internal static TrialResult Of(Scenario scenario, Policy policy, int seed, TrialCourse course)
    {
        var every = Math.Max(1, (scenario.Steps + CurvePoints - 1) / CurvePoints);
        return new()
        {
            Name = scenario.Name,
            Policy = policy.Name,
            Seed = seed,
            Oracle = scenario.Oracle,
            Trivial = scenario.Trivial,
            Final = PassCriterion.Final(course.CleanLosses),
            WeightsFinite = course.WeightsFinite,
            HaltedAt = course.HaltedAt,
            Skipped = course.Run.Skipped,
            Returned = course.Run.Returned,
            Capped = course.Run.Capped,
            Prepared = course.Run.Prepared,
            Curve = [.. course.Losses.Where((_, i) => i % every == 0)],
            CurveEvery = every,
            Seconds = course.Duration.TotalSeconds,
        };
    }
}
