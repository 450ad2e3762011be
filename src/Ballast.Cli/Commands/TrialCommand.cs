using System.CommandLine;
using Ballast.Lab;
using TorchSharp;

namespace Ballast.Cli;

/// <summary>
/// One trial of <c>ballast survive</c>, in the process that was started for it; the result is the last line of standard output.
/// </summary>
internal static class TrialCommand
{
    public const string Name = "survive-trial";

    public static Command Create()
    {
        var scenario = new Option<string>("--scenario") { Required = true };
        var policy = new Option<string>("--policy") { Required = true };
        var seed = new Option<int>("--seed");
        var assembly = new Option<string?>("--assembly");
        var command = new Command(Name) { scenario, policy, seed, assembly };
        command.Hidden = true;
        command.SetAction(parsed =>
        {
            NativeMend.Ensure();
            TestedMachine.Silent = true;
            torch.set_num_threads(1);
            var chosen = ScenarioChoice.Of([parsed.GetValue(scenario)!], [], parsed.GetValue(assembly));
            try
            {
                JsonLine.Write(TrialRunner.Run(chosen[0], Policies.Create(parsed.GetValue(policy)!), parsed.GetValue(seed)));
            }
            catch (ScenarioException fault)
            {
                throw new UsageException(fault.Message);
            }

            return ExitCode.Done;
        });
        return command;
    }
}
