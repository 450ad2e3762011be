using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace Ballast.Cli;

/// <summary>Runs the commands of a benchmark in processes of their own and keeps what they print.</summary>
internal static class BenchmarkRun
{
    /// <summary>One part of the book, in Markdown: its heading, and each command with its output.</summary>
    /// <param name="benchmark">Which.</param>
    /// <exception cref="UsageException">A command cannot be started here, or failed.</exception>
    public static string Section(Benchmark benchmark)
    {
        var text = new StringBuilder();
        text.Append($"## {benchmark.Title}\n\n{benchmark.What}\n");
        foreach (var line in benchmark.Commands)
        {
            var started = Stopwatch.GetTimestamp();
            var output = Output(line);
            text.Append($"\n```bash\n{line}\n```\n\n```text\n{output}\n```\n\n{Words.Time(Stopwatch.GetElapsedTime(started))}\n");
        }

        return text.ToString();
    }

    private static string Output(string line)
    {
        string[] words = [.. line.Split(' ').SelectMany(word => word == "ballast" ? Self : [word])];
        var start = new ProcessStartInfo(words[0], words[1..])
        {
            RedirectStandardOutput = true,
            Environment = { ["TERM"] = "dumb" }, // under a launcher that makes terminals, too
        };
        try
        {
            using var process = Process.Start(start)!;
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == ExitCode.Done
                ? string.Join('\n', output.Split('\n').Select(it => it.TrimEnd())).Trim('\n')
                : throw new UsageException($"'{line}' ended with exit code {process.ExitCode}. What it said stands above.");
        }
        catch (Win32Exception fault)
        {
            throw new UsageException($"'{line}' cannot be started here: {fault.Message}. Leave it out with --only.");
        }
    }

    private static string[] Self => TrialWorker.Start([]) is var start ? [start.FileName, .. start.ArgumentList] : [];
}
