using System.CommandLine;
using System.Globalization;
using Ballast.Lab;
using static TorchSharp.torch;

namespace Ballast.Cli;

/// <summary>
/// <c>ballast repair CONFIG</c>: searches for the change that makes a training work, and writes it as a patch of the config.
/// </summary>
internal static class RepairCommand
{
    private const int MostSteps = 10_000_000;

    public static Command Create()
    {
        var path = new Argument<string>("config") { Description = "A YAML file; see samples/." };
        var sets = new Option<string[]>("--set") { Description = "Override one value, as in train. May be repeated." };
        var steps = new Option<int?>("--steps") { Description = "Length of the training that is repaired. Default: that of the config." };
        var command = new Command("repair", "Find out what is wrong with a config and which change of it mends that.")
        {
            path,
            sets,
            steps,
        };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(steps) is { } given)
                TrialOptions.Within(given, MostSteps, steps);
            return Run(parsed, parsed.GetValue(path)!, parsed.GetValue(sets) ?? [], parsed.GetValue(steps));
        });
        return command;
    }

    private static int Run(ParseResult parsed, string path, string[] sets, int? steps)
    {
        using var scope = NewDisposeScope();
        var (json, language) = (parsed.GetValue(GlobalOptions.Json), GlobalOptions.LanguageOf(parsed));
        var speech = Speech.In(language);
        using var trial = new ConfigTrial(more => TrainConfig.Load(path, [.. sets, .. more]));
        var (isList, length) = (trial.Parts.Config.Model.Layers is not null, steps ?? trial.Steps);
        var plain = Observation.Run(trial.Create([]), length, trial.Score, trial.Parts.Loss);
        var (seen, diagnosis) = (plain.Evidence.Before!, plain.Diagnosis);
        var outcome = RepairSearch.Run(
            RepairOrder.ByEvidence(diagnosis),
            treatment => trial.Create(treatment, seen, isList),
            length,
            guarded: true,
            trial.Score
        );
        IReadOnlyList<string> patch = outcome.Treatment is { } won ? ConfigTreatments.Sets(won, seen, isList) : [];
        var to = json ? Console.Error : Console.Out;
        var better = outcome.Treatment is not null && !(outcome.Score <= plain.Score);
        if (!parsed.GetValue(GlobalOptions.Quiet))
        {
            FindingScreen.Write(to, diagnosis, language);
            to.WriteLine();
            foreach (var (name, score) in outcome.Tried)
                to.WriteLine($"  {name}: {Text(score, speech)}");
            var (now, best) = (Text(plain.Score, speech), Text(outcome.Score, speech));
            to.WriteLine();
            to.WriteLine(
                better
                    ? speech.Of($"Best: {outcome.Treatment!.Name}, {best} instead of {now} without it and without a guard. As a patch:")
                    : speech.Of($"Nothing that was tried is better than the training as it is ({now}).")
            );
            if (better)
                to.WriteLine();
            foreach (var set in better ? patch : [])
                to.WriteLine($"  {set}");
            if (better)
                to.WriteLine($"\n  ballast train {path} {Options([.. sets, .. patch, "guard=auto"])}");
        }

        if (json)
            JsonLine.Write(
                new
                {
                    command = "repair",
                    status = better ? "repaired" : "nothing better",
                    treatment = outcome.Treatment?.Name ?? "",
                    patch = better ? patch : [],
                    score = outcome.Score,
                    plain = plain.Score,
                    steps = outcome.Steps,
                    tried = outcome.Tried.Select(it => new { name = it.Name, score = it.Score }),
                    findings = FindingScreen.Json(diagnosis, language),
                }
            );
        return better ? ExitCode.Done : ExitCode.Halted;
    }

    private static string Options(string[] sets) => string.Join(' ', sets.Distinct().Select(set => $"--set \"{set}\""));

    private static string Text(double score, Speech speech) =>
        double.IsFinite(score) ? score.ToString("0.000", CultureInfo.InvariantCulture) : speech.Of($"not finite");
}
