using Ballast.Lab;

namespace Ballast.Cli;

/// <summary>What a suite came to, as shares of 1 over all trials of scenarios that explode, and over controls apart.</summary>
internal sealed class SuiteSummary
{
    private readonly Dictionary<string, TrialResult[]> _byName;

    public SuiteSummary(string policy, int seeds, IReadOnlyList<Scenario> scenarios, IReadOnlyList<TrialResult> results)
    {
        (Policy, Seeds) = (policy, seeds);
        Exploding = [.. scenarios.Where(scenario => !scenario.IsControl)];
        Controls = [.. scenarios.Where(scenario => scenario.IsControl)];
        var plain = results
            .Where(result => result.Policy == SurvivalSuite.Plain)
            .ToDictionary(result => (result.Name, result.Seed), result => result.Final);
        _byName = results
            .Where(result => result.Policy == policy)
            .Select(result => double.IsNaN(result.Oracle) ? result with { Oracle = plain[(result.Name, result.Seed)] } : result)
            .GroupBy(result => result.Name)
            .ToDictionary(group => group.Key, group => group.OrderBy(result => result.Seed).ToArray());
    }

    public string Policy { get; }

    public int Seeds { get; }

    public IReadOnlyList<Scenario> Exploding { get; }

    public IReadOnlyList<Scenario> Controls { get; }

    /// <summary>The trials of the scenarios that explode.</summary>
    public IEnumerable<TrialResult> Trials => Exploding.SelectMany(Of);

    public double Survived => Share(trial => trial.Survived ? 1 : 0);

    public double Strict => Share(trial => trial.Strict ? 1 : 0);

    public double Finite => Share(trial => trial.Finite ? 1 : 0);

    public double Closed => Share(trial => trial.Closed);

    /// <summary>The smallest share of the plain training's progress that any control kept; null without controls.</summary>
    public double? NoHarm => Controls.Count == 0 ? null : Controls.Min(Kept);

    /// <summary>A scenario's trials in the order of their seeds.</summary>
    public TrialResult[] Of(Scenario scenario) => _byName[scenario.Name];

    /// <summary>The share of the plain training's progress that a control kept, over its seeds.</summary>
    public double Kept(Scenario control) => Of(control).Average(trial => trial.Finite ? 1 - trial.Gap : 0);

    private double Share(Func<TrialResult, double> of) => Exploding.Count == 0 ? double.NaN : Trials.Average(of);
}
