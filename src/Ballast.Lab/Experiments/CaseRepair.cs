using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>Repairs a case, by evidence, by chance or as AutoTrainer would, with the same budget.</summary>
public static class CaseRepair
{
    private const double Timed = 0.2;
    private const int Warming = 40;

    /// <summary>What orders the candidates.</summary>
    public const string ByEvidence = "evidence",
        Random = "random",
        AutoTrainer = "autotrainer";

    /// <summary>Looks at the training, plainly run before, and searches for a repair.</summary>
    /// <param name="which">The case.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="order">One of the orders.</param>
    public static CaseResult Run(Case which, int seed, string order)
    {
        ArgumentNullException.ThrowIfNull(which);
        MachineTest.Ensure();
        using var scope = NewDisposeScope();
        random.manual_seed(seed);
        var course = Observation.Run(which.Build(seed), which.Steps, which.Score);
        var seen = course.Evidence.Before!;
        var named = "";
        IEnumerable<RepairCandidate> candidates;
        if (order == AutoTrainer)
        {
            (named, _) = Lab.AutoTrainer.Run(which.Build(seed), which.Steps, which.Score);
            candidates = Lab.AutoTrainer.Order(named).Select(treatment => new RepairCandidate(treatment, 0));
        }
        else
            candidates = order == Random ? RepairOrder.Random(seed) : RepairOrder.ByEvidence(course.Diagnosis);
        Warm(which, seed);
        var outcome = RepairSearch.Run(
            candidates,
            treatment => treatment.Apply(which.Build(seed), seen),
            which.Steps,
            order != AutoTrainer,
            which.Score,
            which.Floor
        );
        return new()
        {
            Name = which.Name,
            Kind = which.Kind,
            Seed = seed,
            IsTwin = false,
            Score = outcome.Treatment is null ? course.Score : outcome.Score,
            Policy = order,
            Repair = outcome.Treatment?.Name ?? "",
            Tried = [.. outcome.Tried.Select(it => FormattableString.Invariant($"{it.Name} {it.Score:0.000}"))],
            TimeRatio = outcome.Seconds / NormalSeconds(which, seed),
            StepRatio = (double)outcome.Steps / which.Steps,
            Codes = named.Length > 0 ? [named] : [],
            AlarmAt = named.Length > 0 ? 0 : null,
        };
    }

    // the first steps of a process are compiled anew, which would count against trainings of a second
    private static void Warm(Case which, int seed)
    {
        using var run = TreatedRun.Begin(StepTreatments.Guard, _ => which.Build(seed), which.Steps, guarded: true, which.Score);
        run!.Advance(Warming);
    }

    // what the training would take without its fault, under the guard as well, from a part of it
    private static double NormalSeconds(Case which, int seed)
    {
        using var run = TreatedRun.Begin(Treatment.None, _ => which.BuildHealthy(seed), which.Steps, guarded: true, which.Score)!;
        run.Advance(Math.Max(1, (int)(Timed * which.Steps / 4)));
        var (steps, seconds) = (run.Steps, run.Seconds);
        run.Advance(steps + (int)(Timed * which.Steps));
        return (run.Seconds - seconds) / (run.Steps - steps) * which.Steps;
    }
}
