using System.CommandLine;
using System.Globalization;
using Ballast.Lab;
using Spectre.Console;
using static TorchSharp.torch;

namespace Ballast.Cli;

/// <summary><c>ballast explain RUN|CONFIG</c>: what is wrong with a training, and what makes it go away.</summary>
internal static class ExplainCommand
{
    private const int MostSteps = 100_000,
        LeastSteps = 40,
        Around = 16;
    private const double Far = 10; // times the losses around it

    public static Command Create()
    {
        var what = new Argument<string>("run-or-config") { Description = "A run's folder, file or bundle, or a YAML file." };
        var sets = new Option<string[]>("--set") { Description = "Override one value of the config, as in train. May be repeated." };
        var steps = new Option<int?>("--steps") { Description = "Steps of each experiment. Default: a tenth of the training, 40 to 400." };
        var still = new Option<bool>("--no-experiments") { Description = "Only say what the numbers show." };
        var command = new Command("explain", "Say what is wrong with a training and since when, and find the cause by experiment.")
        {
            what,
            sets,
            steps,
            still,
        };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(steps) is { } given)
                TrialOptions.Within(given, MostSteps, steps);
            return Run(parsed, parsed.GetValue(what)!, parsed.GetValue(sets) ?? [], parsed.GetValue(steps), parsed.GetValue(still));
        });
        return command;
    }

    private static int Run(ParseResult parsed, string what, string[] sets, int? steps, bool still)
    {
        using var scope = NewDisposeScope();
        var (json, language) = (parsed.GetValue(GlobalOptions.Json), GlobalOptions.LanguageOf(parsed));
        var speech = Speech.In(language);
        var run = IsConfig(what) ? null : RunFolder.Open(what);
        CourseReading? course = null;
        if (run is not null)
            using (var file = RunFile.Open(run.File))
                course = CourseReading.Of(file);
        // a loop of one's own, or of another tool: its numbers are all there is
        using var trial = run is { ConfigText: "" }
            ? null
            : new ConfigTrial(more => run is null ? TrainConfig.Load(what, [.. sets, .. more]) : run.Config([.. sets, .. more]));
        var evidence = trial?.Look() ?? new Evidence();
        if (course is { Steps: > 0 })
            evidence = evidence with { Course = course with { Planned = trial?.Steps ?? 0 } };
        var diagnosis = Diagnosis.Of(evidence);
        var to = json ? Console.Error : Console.Out;
        if (!parsed.GetValue(GlobalOptions.Quiet))
        {
            if (diagnosis.Findings.Count == 0)
                to.WriteLine(
                    course is null
                        ? speech.Of($"Nothing is wrong before the first step.")
                        : speech.Of($"The numbers of this run show nothing that is wrong.")
                );
            FindingScreen.Write(to, diagnosis, language);
        }

        IReadOnlyList<ExperimentRow> rows = [];
        long from = 0;
        if (trial is not null && !still && (diagnosis.IsAlarm || course is null))
        {
            var length = steps ?? Math.Clamp(trial.Steps / 10, LeastSteps, 400);
            var since = course?.BrokenSince ?? diagnosis.Findings.Select(finding => finding.Since).FirstOrDefault(-1);
            var asItWas = run is not null && sets.All(set => IsPlace(set, trial.Parts.Config));
            // a checkpoint is of the training as it was, and of one whose weights were finite still
            if (asItWas && since > length && run!.Checkpoints().NewestGood(since - 1) is { Step: > 0 } before)
            {
                (trial.From, from) = (before, before.Step);
                length = steps ?? (int)Math.Clamp(since - before.Step + LeastSteps, length, MostSteps);
            }

            rows = CauseExperiment.Run(
                diagnosis,
                treatment => treatment.Apply(trial.Create([]), evidence.Before!),
                length,
                trial.Score,
                lost: from > 0 ? trial.Trivial() : null,
                more: PointedTreatments.Of(
                    diagnosis,
                    evidence.Before!,
                    course?.BrokenSince is { } broke && asItWas && broke - from < length ? Struck(course, from, broke) : null
                )
            );
            if (run is not null)
                Keep(run.File, rows);
            if (!parsed.GetValue(GlobalOptions.Quiet))
                Draw(Screens.Said(json), language, rows, length, from, trial.Parts.Loss.Classifies);
        }

        if (json)
            JsonLine.Write(
                new
                {
                    command = "explain",
                    status = "ok",
                    findings = FindingScreen.Json(diagnosis, language),
                    causes = diagnosis.Causes.Select(guess => new { cause = guess.Cause.ToString(), confidence = guess.Confidence }),
                    from,
                    experiments = rows.Select(row => new
                    {
                        name = row.Name,
                        cause = row.Cause?.ToString(),
                        score = row.Score,
                        heals = row.Heals,
                    }),
                }
            );
        return ExitCode.Done;
    }

    // from the batch before the first whose loss stands out, as its step may have been the one too many, to the one that broke
    private static (int First, int Last) Struck(CourseReading course, long from, long since)
    {
        var first = since;
        for (var step = (int)from; step < since && first == since; step++)
        {
            if (course.Losses[step] > Far * Statistics.Median(course.Losses.Take(step).TakeLast(Around)))
                first = step;
        }

        return ((int)Math.Max(0, first - 1 - from), (int)(since - from));
    }

    // for the page; where a run may only be read, it is explained all the same
    private static void Keep(string run, IReadOnlyList<ExperimentRow> rows)
    {
        try
        {
            AtomicFile.Write(TriedChanges.PathOf(run), stream =>
                TriedChanges.Write(stream, rows.Select(row => new TriedChanges.Row(row.Name, row.Cause, row.Score, row.Heals)))
            );
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            SelfLog.Write($"What was tried is not kept beside the run: {fault.Message}");
        }
    }

    private static void Draw(
        IAnsiConsole console,
        Language language,
        IReadOnlyList<ExperimentRow> rows,
        int steps,
        long from,
        bool classifies
    )
    {
        var speech = Speech.In(language);
        var table = new Table().Border(TableBorder.Rounded).AddColumns(speech.Of($"one change"), speech.Of($"remedy of"));
        table.AddColumn(new TableColumn(classifies ? speech.Of($"accuracy") : speech.Of($"share learned")).RightAligned());
        table.AddColumn(speech.Of($"heals"));
        foreach (var row in rows)
            table.AddRow(
                row.Name,
                row.Cause is { } cause ? FindingText.Name(cause, language) : "",
                double.IsFinite(row.Score) ? row.Score.ToString("0.000", CultureInfo.InvariantCulture) : speech.Of($"not finite"),
                row.Heals ? speech.Of($"yes") : ""
            );
        console.WriteLine();
        console.WriteLine(
            from > 0
                ? speech.Of(
                    $"The same training for {steps} steps from the checkpoint after {from}, without a guard, with one change at a time:"
                )
                : speech.Of($"The same training for {steps} steps, without a guard, with one change at a time:")
        );
        console.Write(table);
    }

    // what only says where a file lies changes nothing
    private static bool IsPlace(string set, TrainConfig config) =>
        config.Files.Any(file => set.StartsWith(file.Key + "=", StringComparison.Ordinal))
        || set.StartsWith("model.assembly=", StringComparison.Ordinal);

    private static bool IsConfig(string path) =>
        !Directory.Exists(path) && Path.GetExtension(path).ToLowerInvariant() is ".yaml" or ".yml" or ".json" or ".txt";
}
