using System.CommandLine;

namespace Ballast.Cli;

/// <summary><c>ballast doctor</c>: what this machine is like for training, and what to change.</summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        var command = new Command("doctor", "Check this machine: versions, devices, threads, memory, disk.");
        command.SetAction(parsed => Run(parsed.GetValue(GlobalOptions.Json)));
        return command;
    }

    private static int Run(bool json)
    {
        var facts = MachineFacts.Find();
        string[] advice = [.. facts.Advice()];
        var console = json ? Console.Error : Console.Out;
        foreach (var (name, value) in facts.Rows()) console.WriteLine($"{name,-18}{value}");
        foreach (var line in advice.DefaultIfEmpty("all is well.")) console.WriteLine($"{"advice",-18}{line}");
        if (json) JsonLine.Write(new { command = "doctor", status = !facts.Loads ? "failed" : facts.IsWrong ? "wrong" : "done", error = facts.Fault, facts, advice });
        return !facts.Loads ? ExitCode.BadInput : facts.IsWrong ? ExitCode.ThresholdMissed : ExitCode.Done;
    }
}
