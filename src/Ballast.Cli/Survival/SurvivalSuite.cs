using Ballast.Lab;

namespace Ballast.Cli;

/// <summary>All trials of some scenarios under one policy; a control is also run plainly, since that is its measure.</summary>
internal sealed class SurvivalSuite(IReadOnlyList<Scenario> scenarios, string policy, int seeds)
{
    public const string Plain = "none";

    /// <summary>Longest first, so that no processor waits at the end.</summary>
    public IReadOnlyList<TrialTask<TrialResult>> Tasks { get; } =
    [
        .. from scenario in scenarios
        from seed in Enumerable.Range(0, seeds)
        from played in scenario.IsControl && policy != Plain ? new[] { policy, Plain } : [policy]
        orderby scenario.Steps descending
        select Task(scenario, played, seed),
    ];

    /// <summary>One trial of a scenario.</summary>
    public static TrialTask<TrialResult> Task(Scenario scenario, string policy, int seed) =>
        new(scenario.Name, policy, seed, error => TrialResult.Without(scenario, policy, seed, error)) { Version = VersionOf(scenario) };

    /// <summary>Runs what has no result yet, and sums up.</summary>
    public async Task<SuiteSummary> Run(TrialPool<TrialResult> pool, CancellationToken cancel) =>
        new(policy, seeds, scenarios, await pool.Run(Tasks, cancel));

    // of another assembly, so that one that was changed is not answered with old results
    private static string VersionOf(Scenario scenario) =>
        scenario.GetType().Module is var module && module.Assembly != typeof(Scenario).Assembly ? $"@{module.ModuleVersionId:N}"[..9] : "";
}
