using System.CommandLine;
using Ballast.Lab;
using TorchSharp;

namespace Ballast.Cli;

/// <summary>
/// One training of <c>ballast compare</c>, in the process that was started for it; the result is the last line of standard output.
/// </summary>
internal static class CompareTrialCommand
{
    public const string Name = "compare-trial";

    public static Command Create()
    {
        var task = new Option<string>("--task") { Required = true };
        var technique = new Option<string>("--technique") { Required = true };
        var seed = new Option<int>("--seed");
        var steps = new Option<int?>("--steps");
        var config = new Option<string?>("--config");
        var set = new Option<string[]>("--set");
        var command = new Command(Name) { task, technique, seed, steps, config, set };
        command.Hidden = true;
        command.SetAction(parsed =>
        {
            NativeMend.Ensure();
            TestedMachine.Silent = true;
            torch.set_num_threads(1);
            var (name, how, from) = (parsed.GetValue(task)!, ComparisonTechniques.Of(parsed.GetValue(technique)!), parsed.GetValue(seed));
            JsonLine.Write(
                parsed.GetValue(config) is { } path
                    ? OwnTraining.Run(name, path, parsed.GetValue(set) ?? [], how, from)
                    : TaskTraining.Run(ComparisonTasks.Of(name), how, from, parsed.GetValue(steps))
            );
            return ExitCode.Done;
        });
        return command;
    }
}
