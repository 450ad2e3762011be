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
        foreach (var option in new Option[] { _jobs, _out, _fresh })
            command.Add(option);
        if (_mayShare)
            command.Add(_isolate);
    }

    public int SeedsOf(ParseResult parsed) => Within(parsed.GetValue(Seeds), MostSeeds, Seeds);

    /// <summary>Makes the folder, once the rest of the command line is known to be right.</summary>
    public ResultFolder Folder(ParseResult parsed, string name)
    {
        JobsOf(parsed);
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

    /// <summary>Draws a report and writes it into the folder, and to standard output where JSON is asked for.</summary>
    public static void Show(ParseResult parsed, ITrialReport report, ResultFolder folder)
    {
        var json = parsed.GetValue(GlobalOptions.Json);
        report.Draw(json ? AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(Console.Error) }) : AnsiConsole.Console);
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
