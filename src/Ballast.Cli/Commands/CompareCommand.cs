using System.CommandLine;
using System.Globalization;
using Ballast.Lab;

namespace Ballast.Cli;

/// <summary><c>ballast compare</c>: techniques against explosion on many trainings, or on one of the user's own.</summary>
internal static class CompareCommand
{
    private const int MostSteps = 1_000_000,
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
    private static readonly TrialOptions Trials = new("runs/compare", mayShare: false);
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

    public static Command Create()
    {
        var command = new Command("compare", "Compare techniques against explosion by measurement, on built-in trainings or on your own.")
        {
            Task,
            Technique,
            Quick,
            Config,
            Set,
            Epochs,
            Steps,
        };
        Trials.AddTo(command);
        command.SetAction(Run);
        return command;
    }

    private static async Task<int> Run(ParseResult parsed, CancellationToken cancel)
    {
        var techniques = CompareChoice.Techniques(parsed.GetValue(Technique) ?? []);
        var seeds = Trials.SeedsOf(parsed);
        var (names, training) = parsed.GetValue(Config) is { } path ? Own(parsed, path) : BuiltIn(parsed);
        TrialTask<CompareTrial>[] tasks =
        [
            .. from name in names
            from technique in techniques
            from seed in Enumerable.Range(1, seeds)
            select Trial(name, technique.Name, seed, training),
        ];
        var folder = Trials.Folder(parsed, "compare");
        var part = Trials.PartOf(parsed, tasks);
        using var pool = Trials.Pool<CompareTrial>(parsed, folder, part.Count, CompareTrial.Words);
        if (await Trials.RunsPart(parsed, pool, part, folder, cancel))
            return ExitCode.Done;
        var summary = new CompareSummary(techniques, await pool.Run(tasks, cancel));
        var recommendation = parsed.GetValue(Config) is null ? null : Recommendation.Of(summary);
        var report = new CompareReport(summary, recommendation);
        folder.Write("compare.html", ComparePage.Html(summary, report, recommendation));
        TrialOptions.Show(parsed, report, folder);
        (parsed.GetValue(GlobalOptions.Json) ? Console.Error : Console.Out).WriteLine(
            $"Tables and curves: {Path.Combine(folder.Path, "compare.html")}"
        );
        return ExitCode.Done;
    }

    private static TrialTask<CompareTrial> Trial(string task, string technique, int seed, IReadOnlyList<string> training) =>
        new(task, technique, seed, error => new()
            {
                Task = task,
                Technique = technique,
                Seed = seed,
                Error = error,
            }) { More = training };

    private static (string[] Names, string[] Training) BuiltIn(ParseResult parsed)
    {
        if (new Option[] { Set, Epochs }.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } other)
            throw new UsageException($"{other.Name} is for a training of your own: give --config too, or leave it out.");
        return (
            [.. CompareChoice.Tasks(parsed.GetValue(Task) ?? [], parsed.GetValue(Quick)).Select(task => task.Name)],
            parsed.GetValue(Steps) is { } steps ? ["--steps", Text(TrialOptions.Within(steps, MostSteps, Steps))] : []
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
            $"train.epochs={Text(TrialOptions.Within(epochs, MostSteps, Epochs))}",
            .. parsed.GetValue(Steps) is { } steps ? new[] { $"train.max-steps={Text(TrialOptions.Within(steps, MostSteps, Steps))}" } : [],
        ];
        using (TrainingParts.Build(TrainConfig.Load(path, sets))) // whatever is wrong is found here, once
            return (
                [Path.GetFileNameWithoutExtension(path)],
                ["--config", Path.GetFullPath(path), .. sets.SelectMany(set => new[] { "--set", set })]
            );
    }

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
