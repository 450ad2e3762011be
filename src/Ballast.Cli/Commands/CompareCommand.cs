using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Ballast.Lab;
using Spectre.Console;

namespace Ballast.Cli;

/// <summary><c>ballast compare</c>: techniques against explosion on many trainings, or on one of the user's own.</summary>
internal static class CompareCommand
{
    private const int MostSeeds = 1000,
        MostJobs = 1024,
        MostSteps = 1_000_000,
        FewEpochs = 2;
    private static readonly Option<string[]> Task = new("--task")
    {
        Description = $"Only these: {string.Join(", ", ComparisonTasks.All.Select(it => it.Name))}.",
        AllowMultipleArgumentsPerToken = true,
    };
    private static readonly Option<string[]> Technique = new("--technique")
    {
        Description = $"Only these, beside the baseline: {string.Join(", ", ComparisonTechniques.All.Select(it => it.Name))}.",
        AllowMultipleArgumentsPerToken = true,
    };
    private static readonly Option<int> Seeds = new("--seeds")
    {
        Description = "Trainings of each technique on each task.",
        DefaultValueFactory = _ => 3,
    };
    private static readonly Option<bool> Quick = new("--quick") { Description = "Eight tasks instead of all." };
    private static readonly Option<string?> Config = new("--config")
    {
        Description = "Compare on this training of your own instead, and recommend.",
    };
    private static readonly Option<string[]> Set = new("--set")
    {
        Description = "With --config: override one value of it. May be repeated.",
        AllowMultipleArgumentsPerToken = false,
    };
    private static readonly Option<int?> Epochs = new("--epochs")
    {
        Description = $"With --config: passes over the data. Default: {FewEpochs}.",
    };
    private static readonly Option<int?> Steps = new("--steps")
    {
        Description = "Steps of every training. Default: the task's own; with --config what its epochs come to.",
    };
    private static readonly Option<int> Jobs = new("--jobs")
    {
        Description = "Trainings at a time. Default: one per processor.",
        DefaultValueFactory = _ => Environment.ProcessorCount,
    };
    private static readonly Option<string?> Out = new("--out")
    {
        Description = "Folder for tables, page and results; finished trainings in it are not run again. Default: runs/compare.",
    };
    private static readonly Option<bool> Fresh = new("--fresh") { Description = "Run finished trainings again." };

    public static Command Create()
    {
        var command = new Command("compare", "Compare techniques against explosion by measurement, on built-in trainings or on your own.")
        {
            Task,
            Technique,
            Seeds,
            Quick,
            Config,
            Set,
            Epochs,
            Steps,
            Jobs,
            Out,
            Fresh,
        };
        command.SetAction(Run);
        return command;
    }

    private static async Task<int> Run(ParseResult parsed, CancellationToken cancel)
    {
        var techniques = CompareChoice.Techniques(parsed.GetValue(Technique) ?? []);
        var seeds = Within(parsed.GetValue(Seeds), MostSeeds, Seeds);
        var jobs = Within(parsed.GetValue(Jobs), MostJobs, Jobs);
        var (names, training) = parsed.GetValue(Config) is { } path ? Own(parsed, path) : BuiltIn(parsed);
        CompareTask[] tasks =
        [
            .. from name in names
            from technique in techniques
            from seed in Enumerable.Range(1, seeds)
            select new CompareTask(name, technique.Name, seed, training),
        ];
        var folder = new ResultFolder(parsed.GetValue(Out) ?? Path.Combine("runs", "compare"), parsed.GetValue(Fresh));
        var json = parsed.GetValue(GlobalOptions.Json);
        var lines =
            parsed.GetValue(GlobalOptions.Quiet) ? TextWriter.Null
            : json ? Console.Error
            : Console.Out;
        TestedMachine.Ensure(); // what every trial will find, said once
        using var pool = new TrialPool<CompareTrial>(folder, new(), jobs, new CompareProgress(tasks.Length, lines).Ended);
        var trials = await pool.Run(tasks, cancel);
        var summary = new CompareSummary(techniques, trials);
        Show(summary, parsed.GetValue(Config) is null ? null : Recommendation.Of(summary), folder, json);
        return ExitCode.Done;
    }

    private static (string[] Names, string[] Training) BuiltIn(ParseResult parsed)
    {
        if (new Option[] { Set, Epochs }.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } other)
            throw new UsageException($"{other.Name} is for a training of your own: give --config too, or leave it out.");
        return (
            [.. CompareChoice.Tasks(parsed.GetValue(Task) ?? [], parsed.GetValue(Quick)).Select(task => task.Name)],
            parsed.GetValue(Steps) is { } steps ? ["--steps", Text(Within(steps, MostSteps, Steps))] : []
        );
    }

    private static (string[] Names, string[] Training) Own(ParseResult parsed, string path)
    {
        if (new Option[] { Task, Quick }.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } other)
            throw new UsageException(
                $"{other.Name} chooses built-in tasks, but --config is a training of your own: leave one of them out."
            );
        var epochs = parsed.GetValue(Epochs) ?? (parsed.GetValue(Steps) is null ? FewEpochs : MostSteps);
        string[] sets =
        [
            .. parsed.GetValue(Set) ?? [],
            $"train.epochs={Text(Within(epochs, MostSteps, Epochs))}",
            .. parsed.GetValue(Steps) is { } steps ? new[] { $"train.max-steps={Text(Within(steps, MostSteps, Steps))}" } : [],
        ];
        using (TrainingParts.Build(TrainConfig.Load(path, sets))) // whatever is wrong is found here, once
            return (
                [Path.GetFileNameWithoutExtension(path)],
                ["--config", Path.GetFullPath(path), .. sets.SelectMany(set => new[] { "--set", set })]
            );
    }

    private static void Show(CompareSummary summary, Recommendation? recommendation, ResultFolder folder, bool json)
    {
        var report = new CompareReport(summary, recommendation);
        report.Draw(json ? AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(Console.Error) }) : AnsiConsole.Console);
        folder.Write("table.md", report.Markdown);
        folder.Write("compare.html", ComparePage.Html(summary, report, recommendation));
        folder.Write("results.json", JsonSerializer.Serialize(report.Json, JsonLine.Options));
        (json ? Console.Error : Console.Out).WriteLine($"Tables and curves: {Path.Combine(folder.Path, "compare.html")}");
        if (json)
            JsonLine.Write(report.Json);
    }

    private static int Within(int value, int most, Option option) =>
        value >= 1 && value <= most
            ? value
            : throw new UsageException(
                string.Create(CultureInfo.InvariantCulture, $"{option.Name} is {value} but must be between 1 and {most}.")
            );

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
