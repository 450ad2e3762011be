using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Ballast.Lab;
using Spectre.Console;

namespace Ballast.Cli;

/// <summary><c>ballast survive</c>: of trainings that explode, how many end healthy under a policy.</summary>
internal static class SurviveCommand
{
    private const int MostSeeds = 1000,
        MostJobs = 1024;

    public static Command Create()
    {
        var scenario = new Option<string[]>("--scenario")
        {
            Description = "Only these. Default: all of the sets.",
            AllowMultipleArgumentsPerToken = true,
        };
        var set = new Option<string[]>("--set")
        {
            Description = $"Only these sets: {ScenarioChoice.Sets}. Default: public and controls.",
            AllowMultipleArgumentsPerToken = true,
        };
        var policy = new Option<string>("--policy")
        {
            Description = $"What guards the trainings: {string.Join(", ", Policies.All.Select(p => p.Name))}.",
            DefaultValueFactory = _ => "auto",
        };
        var seeds = new Option<int>("--seeds") { Description = "Trials of each scenario.", DefaultValueFactory = _ => 3 };
        var jobs = new Option<int>("--jobs")
        {
            Description = "Trials at a time. Default: one per processor.",
            DefaultValueFactory = _ => Environment.ProcessorCount,
        };
        var assembly = new Option<string?>("--assembly")
        {
            Description = "A library with scenarios of your own; alone, or beside those that --scenario and --set name.",
        };
        var output = new Option<string?>("--out")
        {
            Description = "Folder for results and loss curves; finished trials in it are not run again. Default: runs/survive-POLICY.",
        };
        var fresh = new Option<bool>("--fresh") { Description = "Run finished trials again." };
        var isolate = new Option<bool>("--isolate") { Description = "A process for every trial, which takes several times as long." };
        var least = new Option<double?>("--fail-under")
        {
            Description = "End with exit code 4 if a smaller share than this survived, from 0 to 1.",
        };
        var oracle = new Option<bool>("--oracle")
        {
            Description =
                "Instead, search for the loss that a tuned training of each scenario reaches; "
                + "--policy, --seeds and --fail-under have no part in it.",
        };
        var light = new Option<bool>("--light") { Description = "With --oracle: the small grid, for slow scenarios." };
        var command = new Command("survive", "Run trainings that explode under a policy and count how many end healthy.")
        {
            scenario,
            set,
            policy,
            seeds,
            jobs,
            assembly,
            output,
            fresh,
            isolate,
            least,
            oracle,
            light,
        };
        command.SetAction(
            async (parsed, cancel) =>
            {
                var scenarios = ScenarioChoice.Of(parsed.GetValue(scenario) ?? [], parsed.GetValue(set) ?? [], parsed.GetValue(assembly));
                var atATime = Within(parsed.GetValue(jobs), MostJobs, "--jobs");
                if (parsed.GetValue(oracle))
                {
                    if (
                        new Option[] { policy, seeds, least }.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is
                        { } other
                    )
                        throw new UsageException($"--oracle has no part for {other.Name}: leave it out.");
                    var search = new OracleSearch(scenarios, parsed.GetValue(light));
                    var (found, searched) = Start("oracle", search.Count);
                    using (searched)
                        Show(new OracleReport(await search.Run(searched, cancel)), found);
                    return ExitCode.Done;
                }

                if (parsed.GetValue(light))
                    throw new UsageException("--light is a grid of --oracle: give both or neither.");
                var name = Known(parsed.GetValue(policy)!);
                var suite = new SurvivalSuite(scenarios, name, Within(parsed.GetValue(seeds), MostSeeds, "--seeds"));
                var (folder, trials) = Start(name, suite.Tasks.Count);
                using var pool = trials;
                var summary = await suite.Run(pool, cancel);
                Show(new SuiteReport(summary), folder);
                return summary.Survived < parsed.GetValue(least) ? ExitCode.ThresholdMissed : ExitCode.Done;

                (ResultFolder Folder, TrialPool<TrialResult> Pool) Start(string what, int count)
                {
                    var results = new ResultFolder(
                        parsed.GetValue(output) ?? Path.Combine("runs", $"survive-{what}"),
                        parsed.GetValue(fresh)
                    );
                    var lines =
                        parsed.GetValue(GlobalOptions.Quiet) ? TextWriter.Null
                        : parsed.GetValue(GlobalOptions.Json) ? Console.Error
                        : Console.Out;
                    return (results, new(results, Process(), atATime, new SuiteProgress(count, lines).Ended));
                }

                TrialProcess Process()
                {
                    TestedMachine.Ensure(); // what every trial will find, said once
                    string[] foreign = parsed.GetValue(assembly) is { } path ? ["--assembly", path] : [];
                    return new(parsed.GetValue(isolate), foreign);
                }

                void Show(ISurvivalReport report, ResultFolder results)
                {
                    var json = parsed.GetValue(GlobalOptions.Json);
                    report.Draw(json ? AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(Console.Error) }) : AnsiConsole.Console);
                    results.Write("table.md", report.Markdown);
                    results.Write("results.json", JsonSerializer.Serialize(report.Json, JsonLine.Options));
                    if (json)
                        JsonLine.Write(report.Json);
                }
            }
        );
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

    private static int Within(int value, int most, string option) =>
        value >= 1 && value <= most
            ? value
            : throw new UsageException(
                string.Create(CultureInfo.InvariantCulture, $"{option} is {value} but must be between 1 and {most}.")
            );
}
