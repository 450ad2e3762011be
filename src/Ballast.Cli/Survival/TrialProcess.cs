using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text.Json;

namespace Ballast.Cli;

/// <summary>
/// Runs a trial in a process of its own, by this very tool: what aborts there in native code is one failed trial and not the end of the
/// suite.
/// </summary>
/// <param name="shared">Arguments that all trials have.</param>
internal sealed class TrialProcess(params string[] shared)
{
    public async Task<TResult> Run<TResult>(ITrialTask<TResult> task, CancellationToken cancel)
    {
        using var process = Process.Start(Start(task))
            ?? throw new InvalidOperationException("The process of a trial could not be started.");
        try
        {
            var error = process.StandardError.ReadToEndAsync(cancel);
            var output = await process.StandardOutput.ReadToEndAsync(cancel);
            await process.WaitForExitAsync(cancel);
            if (process.ExitCode == ExitCode.Done)
                return JsonSerializer.Deserialize<TResult>(output.TrimEnd().Split('\n')[^1], JsonLine.Options)!;
            var said = await error;
            if (process.ExitCode == ExitCode.BadInput)
                // nothing that another trial could do better
                throw new UsageException(said.Trim().Replace("ballast: ", "", StringComparison.Ordinal));
            return task.Failed(string.Create(CultureInfo.InvariantCulture, $"exit code {process.ExitCode}: {said.Trim()}"));
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    private ProcessStartInfo Start<TResult>(ITrialTask<TResult> task)
    {
        var host = Environment.ProcessPath!;
        string[] self = Path.GetFileNameWithoutExtension(host) == "dotnet" ? [Assembly.GetExecutingAssembly().Location] : [];
        return new(host, [.. self, .. task.Arguments, .. shared])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["OMP_NUM_THREADS"] = "1", ["GOMP_SPINCOUNT"] = "0" }, // trials run side by side
        };
    }
}
