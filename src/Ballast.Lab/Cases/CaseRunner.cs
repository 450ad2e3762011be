using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>Runs one training of a case in this process and says what a diagnosis makes of it.</summary>
public static class CaseRunner
{
    /// <summary>The policy of a training under the automatic guard alone.</summary>
    public const string Guarded = "guarded";

    /// <summary>Trains a case, or its healthy twin, without any help, and looks on.</summary>
    public static CaseResult Run(Case which, int seed, bool twin)
    {
        ArgumentNullException.ThrowIfNull(which);
        return Run(which.Name, which.Kind, seed, twin, () => twin ? which.BuildHealthy(seed) : which.Build(seed), which.Steps, which.Score);
    }

    /// <summary>Trains a case, or its healthy twin, under the automatic guard, set-up included and nothing else changed.</summary>
    public static CaseResult RunGuarded(Case which, int seed, bool twin)
    {
        ArgumentNullException.ThrowIfNull(which);
        MachineTest.Ensure();
        using var scope = NewDisposeScope();
        random.manual_seed(seed);
        using var run = TreatedRun.Begin(
            StepTreatments.Guard,
            _ => twin ? which.BuildHealthy(seed) : which.Build(seed),
            which.Steps,
            guarded: true,
            which.Score
        )!;
        run.Advance(which.Steps);
        return new()
        {
            Name = which.Name,
            Kind = which.Kind,
            Seed = seed,
            IsTwin = twin,
            Policy = Guarded,
            Score = double.IsFinite(run.Score) ? run.Score : double.NaN,
            Seconds = run.Seconds,
        };
    }

    /// <summary>Trains a scenario of the survival suite and looks on: healthy ones, and such as nobody built to be diagnosed.</summary>
    public static CaseResult Run(Scenario scenario, int seed)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        var kind = scenario.IsControl ? "control" : "scenario";
        var it = Run(scenario.Name, kind, seed, scenario.IsControl, () => scenario.Build(seed), scenario.Steps, trial => trial.Evaluate());
        // what is a loss here becomes the share of it that was learned
        return it with { Score = scenario.IsControl ? it.Score : 1 - PassCriterion.Gap(it.Score, scenario.Oracle, scenario.Trivial) };
    }

    private static CaseResult Run(string name, string kind, int seed, bool twin, Func<Trial> build, int steps, Func<Trial, double> score)
    {
        MachineTest.Ensure();
        using var scope = NewDisposeScope();
        random.manual_seed(seed);
        var course = Observation.Run(build(), steps, score);
        return new()
        {
            Name = name,
            Kind = kind,
            Seed = seed,
            IsTwin = twin,
            Score = course.Score,
            BrokenAt = course.BrokenAt,
            AlarmAt = course.AlarmAt,
            ForecastAt = course.Forecast?.Step,
            ForecastLeft = course.Forecast?.Left,
            Codes = [.. course.Diagnosis.Findings.Select(it => it.Severity == Severity.Note ? $"({it.Code})" : it.Code)],
            Causes = [.. course.Diagnosis.Causes.Select(guess => guess.Cause)],
            Seconds = course.Seconds,
        };
    }
}
