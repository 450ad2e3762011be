using Ballast.Lab;

namespace Ballast.Cli;

/// <summary>So many faults, drawn from a seed, in as many trials as it takes.</summary>
internal sealed class ChaosSuite
{
    private const long Apart = 1_000_000;

    public ChaosSuite(int faults, int seed)
    {
        List<TrialTask<ChaosResult>> tasks = [];
        for (long number = seed * Apart; Faults < faults; number++)
        {
            var plan = ChaosPlan.Draw(number);
            Faults += plan.Faults.Count;
            tasks.Add(new(Policy, Policy, (int)number, error => new() { Plan = plan, Violations = [$"the process died: {error}"] }));
        }

        Tasks = tasks;
    }

    /// <summary>What a trial of this suite is called.</summary>
    public const string Policy = "chaos";

    /// <summary>How many faults there are: as many as were asked for, or up to three more.</summary>
    public int Faults { get; }

    /// <summary>The trials.</summary>
    public IReadOnlyList<TrialTask<ChaosResult>> Tasks { get; }

    /// <summary>One of them.</summary>
    public static ChaosResult Run(int number)
    {
        var trial = new ChaosTrial(ChaosProcess.Run);
        var found = trial.Run(ChaosPlan.Draw(number));
        return found.Violations.Count == 0 ? found : trial.Shrink(found);
    }
}
