using System.CommandLine;
using System.Text.Json;
using Ballast.Lab;

namespace Ballast.Cli;

/// <summary><c>ballast chaos</c>: faults of every kind in small trainings, and whether what has to hold does.</summary>
internal static class ChaosCommand
{
    private const int MostFaults = 1_000_000,
        MostSeeds = 2000;

    public static Command Create()
    {
        var faults = new Option<int>("--faults") { Description = "How many.", DefaultValueFactory = _ => 2000 };
        var seed = new Option<int>("--seed") { Description = "What they are drawn from.", DefaultValueFactory = _ => 0 };
        var trials = new TrialOptions("runs/chaos-SEED", mayShare: true);
        var command = new Command("chaos", "Strike small trainings with faults of every kind and check what has to hold.") { faults, seed };
        trials.AddTo(command, ofSeeds: false);
        command.SetAction(
            async (parsed, cancel) =>
            {
                var count = TrialOptions.Within(parsed.GetValue(faults), MostFaults, faults);
                var from = parsed.GetValue(seed);
                if (from is < 0 or > MostSeeds)
                    throw new UsageException($"--seed is {from} but must be between 0 and {MostSeeds}.");
                var suite = new ChaosSuite(count, from);
                var folder = trials.Folder(parsed, $"chaos-{from}");
                using var pool = trials.Pool<ChaosResult>(parsed, folder, suite.Tasks.Count, Words);
                var report = new ChaosReport(suite.Faults, await pool.Run(suite.Tasks, cancel));
                TrialOptions.Show(parsed, report, folder);
                return report.Held < suite.Faults ? ExitCode.ThresholdMissed : ExitCode.Done;
            }
        );
        return command;
    }

    /// <summary>The process that may be killed.</summary>
    public static Command CreateTraining()
    {
        var folder = new Option<string>("--folder") { Required = true };
        var plan = new Option<string>("--plan") { Required = true };
        var kill = new Option<string>("--kill") { Required = true };
        var command = new Command(ChaosProcess.Name) { folder, plan, kill };
        command.Hidden = true;
        command.SetAction(parsed =>
        {
            NativeMend.Ensure();
            TestedMachine.Silent = true;
            TorchSharp.torch.set_num_threads(1);
            var killer = new ChaosProcess.Killer(JsonSerializer.Deserialize<ChaosFault>(parsed.GetValue(kill)!));
            Console.WriteLine(
                ChaosTrial.Train(JsonSerializer.Deserialize<ChaosPlan>(parsed.GetValue(plan)!)!, parsed.GetValue(folder)!, killer)
            );
            return ExitCode.Done;
        });
        return command;
    }

    private static string Words(ChaosResult result) =>
        $"{result.Plan.Training} {string.Join(", ", result.Plan.Faults.Select(fault => $"{fault.Kind} at {fault.Step}"))}: "
        + (
            result.Violations.Count > 0 ? string.Join("; ", result.Violations)
            : result.EndedWell ? "held"
            : FormattableString.Invariant($"held, ended with {result.Accuracy:0.000} of {result.Undisturbed:0.000}")
        );
}
