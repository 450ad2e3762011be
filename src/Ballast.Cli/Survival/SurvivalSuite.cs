using Ballast.Testing;

namespace Ballast.Cli;

/// <summary>All trials of some scenarios under one policy; a control is also run plainly, since that is its measure.</summary>
internal sealed class SurvivalSuite(IReadOnlyList<Scenario> scenarios, string policy, int seeds)
{
    public const string Plain = "none";

    /// <summary>Longest first, so that no processor waits at the end.</summary>
    public IReadOnlyList<TrialTask> Tasks { get; } =
    [
        .. from scenario in scenarios
           from seed in Enumerable.Range(0, seeds)
           from played in scenario.IsControl && policy != Plain ? new[] { policy, Plain } : [policy]
           orderby scenario.Steps descending
           select new TrialTask(scenario, played, seed),
    ];

    /// <summary>Runs what has no result yet, so many at a time, and tells of each as it ends.</summary>
    public async Task<SuiteSummary> Run(ResultFolder folder, TrialProcess process, int jobs, Action<TrialResult, bool> ended, CancellationToken cancel)
    {
        var results = new TrialResult[Tasks.Count];
        await Parallel.ForEachAsync(Enumerable.Range(0, Tasks.Count), new ParallelOptions { MaxDegreeOfParallelism = jobs, CancellationToken = cancel }, async (i, stop) =>
        {
            var known = folder.Find(Tasks[i]);
            results[i] = known ?? await process.Run(Tasks[i], stop);
            if (known is null) folder.Keep(Tasks[i], results[i]);
            ended(results[i], known is not null);
        });
        return new(policy, seeds, scenarios, results);
    }
}
