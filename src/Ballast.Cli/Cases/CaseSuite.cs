using Ballast.Lab;

namespace Ballast.Cli;

/// <summary>Every case with its fault and without, and the healthy controls of the survival suite, from so many seeds each.</summary>
internal sealed class CaseSuite
{
    public const string Faulty = "case-faulty",
        Twin = "case-twin",
        Control = "case-control",
        Repair = "case-repair-",
        Guarded = "case-guarded",
        GuardedTwin = "case-guarded-twin";

    /// <param name="cases">The cases.</param>
    /// <param name="scenarios">Trainings of the survival suite: of those that fail only the detection counts, since nobody wrote down
    /// what to name.</param>
    /// <param name="seeds">How often each.</param>
    /// <param name="repairs">How repairs are searched for; none for no repairs.</param>
    /// <param name="guarded">Whether the cases are trained under the automatic guard as well.</param>
    public CaseSuite(
        IReadOnlyList<Case> cases,
        IReadOnlyList<Scenario> scenarios,
        int seeds,
        IReadOnlyList<string> repairs,
        bool guarded = false
    )
    {
        Tasks =
        [
            .. from seed in Enumerable.Range(0, seeds)
            from which in cases
            from how in guarded ? [Faulty, Twin, Guarded, GuardedTwin] : new[] { Faulty, Twin }
            select Task(which.Name, which.Kind, how, seed),
            .. from seed in Enumerable.Range(0, seeds)
            from which in cases
            from order in repairs
            select Task(which.Name, which.Kind, Repair + order, seed),
            .. from seed in Enumerable.Range(0, seeds)
            from scenario in scenarios
            select Task(scenario.Name, scenario.IsControl ? "control" : "scenario", Control, seed),
        ];
    }

    /// <summary>The trials.</summary>
    public IReadOnlyList<TrialTask<CaseResult>> Tasks { get; }

    /// <summary>One of them, in this process.</summary>
    public static CaseResult Run(string name, string how, int seed, string? assembly) =>
        how.StartsWith(Repair, StringComparison.Ordinal) ? CaseRepair.Run(CaseChoice.Of([name], assembly)[0], seed, how[Repair.Length..])
        : how is Guarded or GuardedTwin ? CaseRunner.RunGuarded(CaseChoice.Of([name], assembly)[0], seed, twin: how == GuardedTwin)
        : how == Control ? CaseRunner.Run(Scenarios.Sets.Values.SelectMany(set => set).First(it => it.Name == name), seed)
        : CaseRunner.Run(CaseChoice.Of([name], assembly)[0], seed, twin: how == Twin);

    private static TrialTask<CaseResult> Task(string name, string kind, string how, int seed) => new(name, how, seed, error => new()
            {
                Name = name,
                Kind = kind,
                Seed = seed,
                IsTwin = how is not (Faulty or Guarded),
                Error = error,
            });
}
