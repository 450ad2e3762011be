using Ballast.Lab;

namespace Ballast.Cli;

/// <summary>The best setting of the grid for one scenario, and how far what it reaches is from the scenario's constant.</summary>
/// <param name="Scenario">The scenario.</param>
/// <param name="Setting">The best setting.</param>
/// <param name="Found">Its median final loss over the seeds.</param>
internal sealed record OracleFinding(Scenario Scenario, string Setting, double Found)
{
    /// <summary>Found over tabled: it says little where both are nearly 0.</summary>
    public double Ratio => Found / Scenario.Oracle;

    /// <summary>The difference in units of what there is to learn: what it would change in the gap of a trial.</summary>
    public double Gap => PassCriterion.Gap(Found, Scenario.Oracle, Scenario.Trivial);

    /// <summary>The better of the settings, given all results of each.</summary>
    public static OracleFinding Best(Scenario scenario, IEnumerable<TrialResult> results) =>
        results
            .GroupBy(result => result.Policy)
            .Select(trials => new OracleFinding(scenario, trials.Key, Median(trials)))
            .MinBy(finding => finding.Found)!;

    /// <summary>The final loss for comparison: a run that is not finite is worse than any other.</summary>
    public static double Value(TrialResult result) => result.Finite ? result.Final : double.PositiveInfinity;

    private static double Median(IEnumerable<TrialResult> trials) => PassCriterion.Final(trials.Select(Value));
}
