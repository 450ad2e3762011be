using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace Ballast.Fuzz;

/// <summary>
/// Lets a worker process put many inputs to the tool, one after the other, and watches it: what ends the process or never comes back is the
/// fault of the input it was at, and another worker goes on behind it.
/// </summary>
/// <param name="seed">Determines every input.</param>
/// <param name="folder">Where inputs are written; those of findings stay there.</param>
internal sealed class FuzzRun(int seed, string folder)
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(3); // for one input, on a busy machine

    public FuzzReport Go(int count)
    {
        var results = new List<FuzzResult>();
        for (var next = 0; next < count; )
            next = Work(next, count, results);
        return new(results);
    }

    // returns where the next worker begins
    private int Work(int from, int to, List<FuzzResult> results)
    {
        using var worker = Process.Start(
            new ProcessStartInfo(
                "dotnet",
                [
                    typeof(FuzzRun).Assembly.Location,
                    "worker",
                    .. new[] { seed, from, to }.Select(n => n.ToString(CultureInfo.InvariantCulture)),
                    folder,
                ]
            )
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        using var lines = new BlockingCollection<string>();
        var errors = new ConcurrentQueue<string>();
        worker.OutputDataReceived += (_, line) =>
        {
            if (line.Data is null)
                lines.CompleteAdding();
            else
                lines.Add(line.Data);
        };
        worker.ErrorDataReceived += (_, line) => errors.Enqueue(line.Data ?? "");
        worker.BeginOutputReadLine();
        worker.BeginErrorReadLine();
        (int Index, string Kind)? at = null;
        while (true)
        {
            if (!lines.TryTake(out var line, Longest))
            {
                var hangs = !lines.IsCompleted;
                if (hangs)
                    worker.Kill();
                worker.WaitForExit();
                if (at is not { } broken)
                    return worker.ExitCode == 0
                        ? to
                        : throw new InvalidOperationException(
                            $"The worker ended with {worker.ExitCode} before any input: {string.Join('\n', errors)}"
                        );
                results.Add(
                    new(broken.Index, broken.Kind, hangs ? FuzzResult.Hang : worker.ExitCode, 0, string.Join(" | ", errors.TakeLast(5)))
                );
                return broken.Index + 1;
            }

            if (line.Split('\t') is ["at", var index, var kind])
                at = (Whole(index), kind);
            else if (line.Split('\t') is ["done", var done, var of, var exit, var megabytes, var said])
            {
                results.Add(new(Whole(done), of, Whole(exit), Whole(megabytes), said));
                at = null;
            }
        }
    }

    private static int Whole(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
