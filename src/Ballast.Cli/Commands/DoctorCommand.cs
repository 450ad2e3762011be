using System.CommandLine;

namespace Ballast.Cli;

/// <summary><c>ballast doctor</c>: what this machine is like for training, and what to change.</summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        var command = new Command("doctor", "Check this machine: versions, devices, whether it computes rightly, threads, memory, disk.");
        command.SetAction(parsed => Tell(MachineFacts.Find(), parsed.GetValue(GlobalOptions.Json)));
        return command;
    }

    internal static int Tell(MachineFacts facts, bool json)
    {
        string[] advice = [.. facts.Advice()];
        var console = json ? Console.Error : Console.Out;
        foreach (var (name, value) in facts.Rows())
            console.WriteLine($"{name, -18}{value}");
        foreach (var line in advice.DefaultIfEmpty("all is well."))
            console.WriteLine($"{"advice", -18}{line}");
        if (json)
            JsonLine.Write(
                new
                {
                    command = "doctor",
                    status = !facts.Loads ? "failed"
                    : facts.IsWrong ? "wrong"
                    : "done",
                    error = facts.Fault,
                    facts,
                    advice,
                }
            );
        return !facts.Loads ? ExitCode.BadInput
            : facts.IsWrong ? ExitCode.ThresholdMissed
            : ExitCode.Done;
    }
}
