using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Ballast.Testing;
using Spectre.Console;

namespace Ballast.Cli;

/// <summary><c>ballast survive</c>: of trainings that explode, how many end healthy under a policy.</summary>
internal static class SurviveCommand
{
    private const int MostSeeds = 1000;

    public static Command Create()
    {
        var scenario = new Option<string[]>("--scenario") { Description = "Only these. Default: all, and the healthy controls.", AllowMultipleArgumentsPerToken = true };
        var policy = new Option<string>("--policy") { Description = $"What guards the trainings: {string.Join(", ", Policies.All.Select(p => p.Name))}.", DefaultValueFactory = _ => "auto" };
        var seeds = new Option<int>("--seeds") { Description = "Trials of each scenario.", DefaultValueFactory = _ => 3 };
        var jobs = new Option<int>("--jobs") { Description = "Trials at a time. Default: one per processor.", DefaultValueFactory = _ => Environment.ProcessorCount };
        var assembly = new Option<string?>("--assembly") { Description = "A library with scenarios of your own, which run beside the built-in ones." };
        var output = new Option<string?>("--out") { Description = "Folder for results and loss curves; finished trials in it are not run again. Default: runs/survive-POLICY." };
        var fresh = new Option<bool>("--fresh") { Description = "Run finished trials again." };
        var least = new Option<double?>("--fail-under") { Description = "End with exit code 4 if a smaller share than this survived, from 0 to 1." };
        var command = new Command("survive", "Run trainings that explode under a policy and count how many end healthy.") { scenario, policy, seeds, jobs, assembly, output, fresh, least };
        command.SetAction(async (parsed, cancel) =>
        {
            var name = Known(parsed.GetValue(policy)!);
            var suite = new SurvivalSuite(ScenarioChoice.Of(parsed.GetValue(scenario) ?? [], parsed.GetValue(assembly)), name, Within(parsed.GetValue(seeds), MostSeeds, "--seeds"));
            var folder = new ResultFolder(parsed.GetValue(output) ?? Path.Combine("runs", $"survive-{name}"), parsed.GetValue(fresh));
            var json = parsed.GetValue(GlobalOptions.Json);
            var console = json ? AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(Console.Error) }) : AnsiConsole.Console;
            var progress = new SuiteProgress(suite.Tasks.Count, parsed.GetValue(GlobalOptions.Quiet) ? TextWriter.Null : json ? Console.Error : Console.Out);
            var summary = await suite.Run(folder, new(parsed.GetValue(assembly)), Within(parsed.GetValue(jobs), 1024, "--jobs"), progress.Ended, cancel);
            var report = new SuiteReport(summary);
            report.Draw(console);
            folder.Write("table.md", report.Markdown);
            folder.Write("results.json", JsonSerializer.Serialize(report.Json, JsonLine.Options));
            if (json) JsonLine.Write(report.Json);
            return summary.Survived < parsed.GetValue(least) ? ExitCode.ThresholdMissed : ExitCode.Done;
        });
        return command;
    }

    private static string Known(string policy)
    {
        try
        {
            return Policies.Create(policy).Name;
        }
        catch (ArgumentException fault)
        {
            throw new UsageException(fault.Message);
        }
    }

    private static int Within(int value, int most, string option) => value >= 1 && value <= most
        ? value
        : throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"{option} is {value} but must be between 1 and {most}."));
}
