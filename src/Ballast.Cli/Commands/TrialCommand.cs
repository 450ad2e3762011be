using System.CommandLine;
using Ballast.Lab;
using TorchSharp;

namespace Ballast.Cli;

/// <summary>
/// One trial of <c>ballast survive</c> or <c>ballast compare</c>, in the process that was started for it; the result is the last line of
/// standard output.
/// </summary>
internal static class TrialCommand
{
    public const string Name = "trial";

    public static Command Create()
    {
        var training = new Option<string>("--training") { Required = true };
        var policy = new Option<string>("--policy") { Required = true };
        var seed = new Option<int>("--seed");
        var steps = new Option<int?>("--steps");
        var assembly = new Option<string?>("--assembly");
        var config = new Option<string?>("--config");
        var set = new Option<string[]>("--set");
        var command = new Command(Name) { training, policy, seed, steps, assembly, config, set };
        command.Hidden = true;
        command.SetAction(parsed =>
        {
            NativeMend.Ensure();
            TestedMachine.Silent = true;
            torch.set_num_threads(1);
            var (name, how, from) = (parsed.GetValue(training)!, parsed.GetValue(policy)!, parsed.GetValue(seed));
            if (how == ChaosSuite.Policy)
                JsonLine.Write(ChaosSuite.Run(from));
            else if (how.StartsWith("case-", StringComparison.Ordinal))
                JsonLine.Write(CaseSuite.Run(name, how, from, parsed.GetValue(assembly)));
            else if (parsed.GetValue(config) is { } path)
                JsonLine.Write(OwnTraining.Run(name, path, parsed.GetValue(set) ?? [], ComparisonTechniques.Of(how), from));
            else if (parsed.GetValue(assembly) is null && ComparisonTasks.All.FirstOrDefault(task => task.Name == name) is { } task)
                JsonLine.Write(TaskTraining.Run(task, Policies.Create(how), from, parsed.GetValue(steps)));
            else
                JsonLine.Write(Survive(ScenarioChoice.Of([name], [], parsed.GetValue(assembly))[0], Policies.Create(how), from));
            return ExitCode.Done;
        });
        return command;
    }

    private static TrialResult Survive(Scenario scenario, Policy policy, int seed)
    {
        try
        {
            return TrialRunner.Run(scenario, policy, seed);
        }
        catch (ScenarioException fault)
        {
            throw new UsageException(fault.Message);
        }
    }
}
