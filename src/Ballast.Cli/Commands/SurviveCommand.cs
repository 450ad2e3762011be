using System.CommandLine;
using Ballast.Lab;

namespace Ballast.Cli;

/// <summary><c>ballast survive</c>: of trainings that explode, how many end healthy under a policy.</summary>
internal static class SurviveCommand
{
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
        var trials = new TrialOptions("runs/survive-POLICY", mayShare: true);
        var assembly = new Option<string?>("--assembly")
        {
            Description = "A library with scenarios of your own; alone, or beside those that --scenario and --set name.",
        };
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
            assembly,
            least,
            oracle,
            light,
        };
        trials.AddTo(command);
        command.SetAction(
            async (parsed, cancel) =>
            {
                var scenarios = ScenarioChoice.Of(parsed.GetValue(scenario) ?? [], parsed.GetValue(set) ?? [], parsed.GetValue(assembly));
                string[] foreign = parsed.GetValue(assembly) is { } path ? ["--assembly", path] : [];
                if (parsed.GetValue(oracle))
                {
                    if (
                        new Option[] { policy, trials.Seeds, trials.Part, least }.FirstOrDefault(option =>
                            parsed.GetResult(option) is { Implicit: false }
                        ) is
                        { } other
                    )
                        throw new UsageException($"--oracle has no part for {other.Name}: leave it out.");
                    var search = new OracleSearch(scenarios, parsed.GetValue(light));
                    var found = trials.Folder(parsed, "survive-oracle");
                    using var searched = trials.Pool<TrialResult>(parsed, found, search.Count, TrialWords.Of, foreign);
                    TrialOptions.Show(parsed, new OracleReport(await search.Run(searched, cancel)), found);
                    return ExitCode.Done;
                }

                if (parsed.GetValue(light))
                    throw new UsageException("--light is a grid of --oracle: give both or neither.");
                var name = Known(parsed.GetValue(policy)!);
                var suite = new SurvivalSuite(scenarios, name, trials.SeedsOf(parsed));
                var folder = trials.Folder(parsed, $"survive-{name}");
                var tasks = trials.PartOf(parsed, suite.Tasks);
                using var pool = trials.Pool<TrialResult>(parsed, folder, tasks.Count, TrialWords.Of, foreign);
                if (await trials.RunsPart(parsed, pool, tasks, folder, cancel))
                    return ExitCode.Done;
                var summary = await suite.Run(pool, cancel);
                TrialOptions.Show(parsed, new SuiteReport(summary), folder);
                return summary.Survived < parsed.GetValue(least) ? ExitCode.ThresholdMissed : ExitCode.Done;
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
}
