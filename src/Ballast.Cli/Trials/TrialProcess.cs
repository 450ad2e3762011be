using System.Collections.Concurrent;
using System.Diagnostics;

namespace Ballast.Cli;

/// <summary>
/// Runs trials in other processes, by this very tool: what aborts there in native code is one failed trial and not the end of the suite.
/// Several trials share a process; one of which it died is run once more in a process of its own, so that it pays for nobody else's fault.
/// </summary>
/// <param name="isolated">True for a process of its own for every trial.</param>
/// <param name="shared">Arguments that all trials have.</param>
internal sealed class TrialProcess(bool isolated = false, params string[] shared) : IDisposable
{
    private readonly ConcurrentBag<TrialWorker> _idle = [];

    public async Task<TResult> Run<TResult>(TrialTask<TResult> task, CancellationToken cancel)
    {
        string[] arguments = [.. task.Arguments, .. shared];
        var answer = isolated ? null : await Ask(arguments, cancel);
        return (answer ?? await Alone(arguments, cancel)).Of(task);
    }

    public void Dispose()
    {
        foreach (var worker in _idle)
            worker.Dispose();
    }

    private async Task<TrialAnswer?> Ask(string[] arguments, CancellationToken cancel)
    {
        var worker = _idle.TryTake(out var idle) ? idle : new();
        TrialAnswer? answer = null;
        try
        {
            return answer = await worker.Ask(arguments, cancel);
        }
        finally
        {
            if (answer is null)
                worker.Dispose();
            else
                _idle.Add(worker);
        }
    }

    private static async Task<TrialAnswer> Alone(string[] arguments, CancellationToken cancel)
    {
        using var process = Process.Start(TrialWorker.Start(arguments))
            ?? throw new InvalidOperationException("The process of a trial could not be started.");
        try
        {
            var error = process.StandardError.ReadToEndAsync(cancel);
            var output = await process.StandardOutput.ReadToEndAsync(cancel);
            await process.WaitForExitAsync(cancel);
            return new(process.ExitCode, output, await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }
}
