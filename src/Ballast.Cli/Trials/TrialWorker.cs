using System.Diagnostics;
using System.Reflection;
using System.Text.Json;

namespace Ballast.Cli;

/// <summary>
/// A process of this tool that runs trials, one at a time: starting one costs several times what a small trial does. It ends when its
/// standard input does, so also when this process dies.
/// </summary>
internal sealed class TrialWorker : IDisposable
{
    private readonly Process _process = Process.Start(Start([WorkerCommand.Name]))!;

    public TrialWorker() => _process.BeginErrorReadLine(); // a pipe that nobody reads would stop it

    /// <summary>How to start this very tool.</summary>
    public static ProcessStartInfo Start(IEnumerable<string> arguments)
    {
        var host = Environment.ProcessPath!;
        string[] self = Path.GetFileNameWithoutExtension(host) == "dotnet" ? [Assembly.GetExecutingAssembly().Location] : [];
        return new(host, [.. self, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["OMP_NUM_THREADS"] = "1", ["GOMP_SPINCOUNT"] = "0" }, // trials run side by side
        };
    }

    /// <summary>Runs a trial; null if the process died of it.</summary>
    public async Task<TrialAnswer?> Ask(IReadOnlyList<string> arguments, CancellationToken cancel)
    {
        try
        {
            await _process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(arguments).AsMemory(), cancel);
            await _process.StandardInput.FlushAsync(cancel);
            return await _process.StandardOutput.ReadLineAsync(cancel) is { Length: > 0 } line
                ? JsonSerializer.Deserialize<TrialAnswer>(line)
                : null;
        }
        catch (Exception fault) when (fault is IOException or JsonException)
        {
            return null; // it went away while it was asked, or in the middle of its answer
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }
}
