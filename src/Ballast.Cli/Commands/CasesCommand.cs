using System.CommandLine;
using System.Globalization;
using Ballast.Lab;

namespace Ballast.Cli;

/// <summary><c>ballast cases</c>: trainings with a known fault and healthy ones, and what a diagnosis makes of them.</summary>
internal static class CasesCommand
{
    public static Command Create()
    {
        var only = new Option<string[]>("--case") { Description = "Only these.", AllowMultipleArgumentsPerToken = true };
        var assembly = new Option<string?>("--assembly") { Description = "A library with cases of your own." };
        var repair = new Option<bool>("--repair") { Description = "Also repair them, strictly judged." };
        var opponents = new Option<bool>("--opponents") { Description = "Also repair them by chance and in the order of AutoTrainer." };
        var guarded = new Option<bool>("--guarded")
        {
            Description = "Also train each under the automatic guard: which it saves, and which healthy ones it hurts.",
        };
        var set = new Option<string[]>("--set")
        {
            Description = $"Also these sets of the survival suite: {ScenarioChoice.Sets}. Default: controls, unless cases are named.",
            AllowMultipleArgumentsPerToken = true,
        };
        var least = new Option<double?>("--fail-under")
        {
            Description = "End with exit code 4 if a smaller share than this was detected, from 0 to 1.",
        };
        var trials = new TrialOptions("runs/cases", mayShare: true);
        var command = new Command("cases", "Run trainings with a known fault and healthy ones, and judge the diagnosis by them.")
        {
            only,
            assembly,
            set,
            repair,
            opponents,
            guarded,
            least,
        };
        trials.AddTo(command);
        command.SetAction(
            async (parsed, cancel) =>
            {
                string[] names = parsed.GetValue(only) ?? [];
                var cases = CaseChoice.Of(names, parsed.GetValue(assembly));
                string[] foreign = parsed.GetValue(assembly) is { } path ? ["--assembly", path] : [];
                var suite = new CaseSuite(
                    cases,
                    ScenariosOf(parsed.GetValue(set) ?? [], names.Length == 0 && foreign.Length == 0),
                    trials.SeedsOf(parsed),
                    Orders(parsed.GetValue(repair), parsed.GetValue(opponents)),
                    parsed.GetValue(guarded)
                );
                var folder = trials.Folder(parsed, "cases");
                var tasks = trials.PartOf(parsed, suite.Tasks);
                using var pool = trials.Pool<CaseResult>(parsed, folder, tasks.Count, Words, foreign);
                if (await trials.RunsPart(parsed, pool, tasks, folder, cancel))
                    return ExitCode.Done;
                var report = new CaseReport(cases, await pool.Run(suite.Tasks, cancel));
                TrialOptions.Show(parsed, report, folder);
                return report.Detected < parsed.GetValue(least) ? ExitCode.ThresholdMissed : ExitCode.Done;
            }
        );
        return command;
    }

    private static IReadOnlyList<Scenario> ScenariosOf(string[] sets, bool whole) =>
        sets.Length > 0 ? ScenarioChoice.Of([], sets, null)
        : whole ? Scenarios.Controls
        : [];

    private static string[] Orders(bool repair, bool opponents) =>
        (repair, opponents) switch
        {
            (_, true) => [CaseRepair.ByEvidence, CaseRepair.Random, CaseRepair.AutoTrainer],
            (true, _) => [CaseRepair.ByEvidence],
            _ => [],
        };

    private static string Words(CaseResult it) =>
        it.Policy.Length > 0
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{it.Name} {it.Seed} repaired by {it.Policy}: {it.Score:0.00} with {it.Repair} in {it.TimeRatio:0.00} trainings {it.Error}"
            )
            : string.Create(CultureInfo.InvariantCulture, $"{it.Name}{(it.IsTwin ? " (healthy)" : "")} {it.Seed}: {it.Score:0.00}")
                + (it.BrokenAt is { } step ? $", not finite at {step}" : "")
                + (
                    it.AlarmAt switch
                    {
                        null => ", no alarm",
                        -1 => ", alarm at the start",
                        { } at => $", alarm at {at}",
                    }
                )
                + $" [{string.Join(' ', it.Codes)}] {string.Join(", ", it.Causes.Take(3))} {it.Error}";
}
