using Ballast.Testing;

namespace Ballast.Cli;

/// <summary>Runs trials that have no result yet, so many at a time, and tells of each as it ends.</summary>
internal sealed class TrialPool(ResultFolder folder, TrialProcess process, int jobs, Action<TrialResult, bool> ended)
{
    /// <summary>The results in the order of the tasks.</summary>
    public async Task<TrialResult[]> Run(IReadOnlyList<TrialTask> tasks, CancellationToken cancel)
    {
        var results = new TrialResult[tasks.Count];
        await Parallel.ForEachAsync(Enumerable.Range(0, tasks.Count), new ParallelOptions { MaxDegreeOfParallelism = jobs, CancellationToken = cancel }, async (i, stop) =>
        {
            var known = folder.Find(tasks[i]);
            results[i] = known ?? await process.Run(tasks[i], stop);
            if (known is null) folder.Keep(tasks[i], results[i]);
            ended(results[i], known is not null);
        });
        return results;
    }
}
