namespace Ballast.Cli;

/// <summary>Runs trials that have no result yet, so many at a time, and tells of each as it ends.</summary>
internal sealed class TrialPool<TResult>(ResultFolder folder, TrialProcess process, int jobs, Action<TResult, bool> ended) : IDisposable
    where TResult : class
{
    /// <summary>The results in the order of the tasks.</summary>
    public async Task<TResult[]> Run(IReadOnlyList<TrialTask<TResult>> tasks, CancellationToken cancel)
    {
        var results = new TResult[tasks.Count];
        await Parallel.ForEachAsync(
            Enumerable.Range(0, tasks.Count),
            new ParallelOptions { MaxDegreeOfParallelism = jobs, CancellationToken = cancel },
            async (i, stop) =>
            {
                var known = folder.Find<TResult>(tasks[i].File);
                results[i] = known ?? await process.Run(tasks[i], stop);
                if (known is null)
                    folder.Keep(tasks[i].File, results[i]);
                ended(results[i], known is not null);
            }
        );
        return results;
    }

    public void Dispose() => process.Dispose();
}
