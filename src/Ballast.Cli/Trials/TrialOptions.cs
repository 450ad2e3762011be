using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Spectre.Console;

namespace Ballast.Cli;

/// <summary>What all commands have that run many trials: how many, how many at a time, and where the results go.</summary>
internal sealed class TrialOptions
{
    private const int MostSeeds = 1000,
        MostJobs = 1024;

    private readonly Option<int> _jobs = new("--jobs")
    {
        Description = "Trials at a time. Default: one per processor.",
        DefaultValueFactory = _ => Environment.ProcessorCount,
    };
    private readonly Option<string?> _out;
    private readonly Option<bool> _fresh = new("--fresh") { Description = "Run finished trials again." };
    private readonly Option<bool> _isolate = new("--isolate")
    {
        Description = "A process for every trial, which takes several times as long.",
    };

    public Option<string?> Part { get; } =
        new("--part")
        {
            Description =
                "K/N: only every N-th trial from the K-th on, K from 0 to N - 1, and no table: for arrays of jobs over one folder. The "
                + "same command without it makes the table.",
        };

    private readonly bool _mayShare;

    /// <param name="folder">Where the results go by default, in words.</param>
    /// <param name="mayShare">Whether trials may share a process; not where its memory is measured.</param>
    public TrialOptions(string folder, bool mayShare)
    {
        _mayShare = mayShare;
        _out = new("--out")
        {
            Description = $"Folder for results, tables and curves; finished trials in it are not run again. Default: {folder}.",
        };
    }

    public Option<int> Seeds { get; } = new("--seeds") { Description = "Trials of each.", DefaultValueFactory = _ => 3 };

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command, bool ofSeeds = true)
    {
        if (ofSeeds)
            command.Add(Seeds);
        foreach (var option in new Option[] { _jobs, _out, _fresh, Part })
            command.Add(option);
        if (_mayShare)
            command.Add(_isolate);
    }

    public int SeedsOf(ParseResult parsed) => Within(parsed.GetValue(Seeds), MostSeeds, Seeds);

    /// <summary>Makes the folder, once the rest of the command line is known to be right.</summary>
    public ResultFolder Folder(ParseResult parsed, string name)
    {
        JobsOf(parsed);
        if (PartIn(parsed) is not null && parsed.GetValue(_fresh))
            throw new UsageException("--fresh deletes the results of the other parts too: give a new folder by --out instead.");
        return new(parsed.GetValue(_out) ?? Path.Combine("runs", name), parsed.GetValue(_fresh));
    }

    /// <summary>What runs so many trials, and says a line of each.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="folder">Where the results go.</param>
    /// <param name="count">How many trials there are.</param>
    /// <param name="say">A result in words.</param>
    /// <param name="shared">What the process of every trial is told.</param>
    public TrialPool<TResult> Pool<TResult>(
        ParseResult parsed,
        ResultFolder folder,
        int count,
        Func<TResult, string> say,
        params string[] shared
    )
        where TResult : class
    {
        TestedMachine.Ensure(); // what every trial will find, said once
        var lines =
            parsed.GetValue(GlobalOptions.Quiet) ? TextWriter.Null
            : parsed.GetValue(GlobalOptions.Json) ? Console.Error
            : Console.Out;
        return new(
            folder,
            new(!_mayShare || parsed.GetValue(_isolate), shared),
            JobsOf(parsed),
            new TrialProgress<TResult>(count, lines, say).Ended
        );
    }

    /// <summary>The trials that are this process' part; all of them without <c>--part</c>.</summary>
    public IReadOnlyList<TTask> PartOf<TTask>(ParseResult parsed, IReadOnlyList<TTask> tasks) =>
        PartIn(parsed) is var (index, count) ? [.. tasks.Where((_, i) => i % count == index)] : tasks;

    /// <summary>Runs one part where <c>--part</c> asks for it, which leaves nothing to sum up; else nothing.</summary>
    public async Task<bool> RunsPart<TResult>(
        ParseResult parsed,
        TrialPool<TResult> pool,
        IReadOnlyList<TrialTask<TResult>> tasks,
        ResultFolder folder,
        CancellationToken cancel
    )
        where TResult : class
    {
        if (PartIn(parsed) is not var (index, count))
            return false;
        await pool.Run(tasks, cancel);
        if (parsed.GetValue(GlobalOptions.Json))
            JsonLine.Write(
                new
                {
                    part = index,
                    of = count,
                    trials = tasks.Count,
                    results = folder.Path,
                }
            );
        else
            Console.WriteLine(
                $"Part {index} of {count}: {tasks.Count} trials in {folder.Path}. The same command without --part makes the table."
            );
        return true;
    }

    private (int Index, int Count)? PartIn(ParseResult parsed)
    {
        if (parsed.GetValue(Part) is not { } text)
            return null;
        return
            text.Split('/') is [var k, var n]
            && int.TryParse(k, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            && int.TryParse(n, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            && index < count
            ? (index, count)
            : throw new UsageException($"--part is '{text}': give K/N with K from 0 to N - 1, such as 0/16.");
    }

    /// <summary>Draws a report and writes it into the folder, and to standard output where JSON is asked for.</summary>
    public static void Show(ParseResult parsed, ITrialReport report, ResultFolder folder)
    {
        var json = parsed.GetValue(GlobalOptions.Json);
        report.Draw(Screens.Said(json));
        folder.Write("table.md", report.Markdown);
        folder.Write("results.json", JsonSerializer.Serialize(report.Json, JsonLine.Options));
        if (json)
            JsonLine.Write(report.Json);
    }

    private int JobsOf(ParseResult parsed) => Within(parsed.GetValue(_jobs), MostJobs, _jobs);

    /// <summary>A number from 1 on, as an option gave it.</summary>
    /// <exception cref="UsageException">It is not.</exception>
    public static int Within(int value, int most, Option option) =>
        value >= 1 && value <= most
            ? value
            : throw new UsageException(
                string.Create(CultureInfo.InvariantCulture, $"{option.Name} is {value} but must be between 1 and {most}.")
            );
}
