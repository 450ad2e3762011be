using System.Globalization;
using Ballast.Testing;

namespace Ballast.Lab;

/// <summary>What came of one trial of the chaos suite.</summary>
public sealed record ChaosResult
{
    /// <summary>Which trial.</summary>
    public required ChaosPlan Plan { get; init; }

    /// <summary>What did not hold, each in one sentence; empty as ever.</summary>
    public IReadOnlyList<string> Violations { get; init; } = [];

    /// <summary>Share of the test set that is answered rightly at the end, and by the same training undisturbed.</summary>
    public double Accuracy { get; init; } = double.NaN;

    /// <summary>See <see cref="Accuracy"/>.</summary>
    public double Undisturbed { get; init; } = double.NaN;

    /// <summary>Test loss at the end.</summary>
    public double Loss { get; init; } = double.NaN;

    /// <summary>The largest test loss of the same training undisturbed, over its seeds.</summary>
    public double LargestLoss { get; init; } = double.NaN;

    /// <summary>Why it was halted; empty as a rule.</summary>
    public string Halted { get; init; } = "";

    /// <summary>How often the training went back.</summary>
    public long RolledBack { get; init; }

    /// <summary>
    /// Whether it ended as well as undisturbed: within one point of its accuracy, or with a loss no larger than some seed's.
    /// </summary>
    public bool EndedWell => Accuracy >= Undisturbed - 0.01 || Loss <= LargestLoss;
}

/// <summary>
/// Runs a small training in which things go wrong, and checks what has to hold whatever goes wrong. Kills need another process, which is
/// given.
/// </summary>
/// <param name="resume">Runs the training of a plan in a folder in a process that kills itself at the given fault, or to its end for null;
/// the bits of its weights, null where it was killed.</param>
public sealed class ChaosTrial(Func<ChaosPlan, string, ChaosFault?, string?> resume)
{
    private static readonly Dictionary<(string, int), (EvaluationEnd End, string Bits)> s_undisturbed = [];

    /// <summary>Runs it, in a folder of its own that is removed.</summary>
    public ChaosResult Run(ChaosPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var folder = Directory.CreateTempSubdirectory("ballast-chaos-").FullName;
        try
        {
            return plan.Faults.Any(fault => fault.Kind == ChaosKind.Kill) ? Killed(plan, folder) : Disturbed(plan, folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The fewest faults of a plan that still violate something; the plan itself if it takes all.</summary>
    public ChaosResult Shrink(ChaosResult found)
    {
        ArgumentNullException.ThrowIfNull(found);
        foreach (var fault in found.Plan.Faults)
        {
            var fewer = found.Plan with { Faults = [.. found.Plan.Faults.Where(it => it != fault)] };
            if (fewer.Faults.Count > 0 && Run(fewer) is { Violations.Count: > 0 } still)
                return Shrink(still);
        }

        return found;
    }

    /// <summary>The training of a plan as a process of its own has it: to its end, or until it is to be killed.</summary>
    /// <returns>The bits of its weights.</returns>
    public static string Train(ChaosPlan plan, string folder, ITrainingProgress killer)
    {
        ArgumentNullException.ThrowIfNull(plan);
        MachineTest.Ensure();
        using var training = ChaosTrainings.Build(plan.Training, plan.Seed);
        training.Run(folder, killer);
        return training.Bits();
    }

    private ChaosResult Disturbed(ChaosPlan plan, string folder)
    {
        MachineTest.Ensure();
        using var training = ChaosTrainings.Build(plan.Training, plan.Seed);
        List<string> violations = [];
        using var injector = new ChaosInjector(training, folder, plan.Faults);
        TrainingSummary? summary = null;
        var log = SelfLog.Out;
        SelfLog.Out = _ => { };
        try
        {
            summary = training.Run(folder, injector, new ChaosInjector.Thrower(plan.Faults));
        }
#pragma warning disable CA1031 // whatever it is, it must not be
        catch (Exception fault)
        {
            violations.Add($"the training threw {fault.GetType().Name}: {fault.Message}");
        }
#pragma warning restore CA1031
        finally
        {
            SelfLog.Out = log;
        }

        injector.Dispose();
        violations.AddRange(injector.Broken.Select(where => $"not finite: {where}"));
        if (training.Broken() is { } name)
            violations.Add($"not finite at the end: {name}");
        violations.AddRange(ChaosStory.Violations(plan, injector.Records, folder, summary));
        var (end, _) = Undisturbed(plan.Training, plan.Seed);
        return new()
        {
            Plan = plan,
            Violations = violations,
            Accuracy = summary?.TestAccuracy ?? double.NaN,
            Loss = summary?.TestLoss ?? double.NaN,
            Undisturbed = end.Accuracy,
            LargestLoss = Enumerable.Range(0, ChaosPlan.Seeds).Max(seed => Undisturbed(plan.Training, seed).End.Loss),
            RolledBack = summary?.RolledBack ?? 0,
            Halted = summary is { Status: TrainingStatus.Halted } halted ? halted.Reason : "",
        };
    }

    private ChaosResult Killed(ChaosPlan plan, string folder)
    {
        List<string> violations = [];
        foreach (var fault in plan.Faults)
        {
            if (fault.Kind == ChaosKind.Checkpoint)
                Damage(ChaosTraining.Checkpoints(folder), fault);
            else if (resume(plan, folder, fault) is null)
                violations.AddRange(ChaosStory.Readable(folder));
        }

        var (end, bits) = Undisturbed(plan.Training, plan.Seed);
        var last = resume(plan, folder, null);
        if (last != bits)
            violations.Add(
                last is null ? "the training did not end when it went on" : "the weights are not those of a training that was never stopped"
            );
        violations.AddRange(ChaosStory.Readable(folder));
        return new()
        {
            Plan = plan,
            Violations = violations,
            Accuracy = end.Accuracy,
            Undisturbed = end.Accuracy,
        };
    }

    private static void Damage(CheckpointFolder checkpoints, ChaosFault fault)
    {
        if (checkpoints.Newest is not [var newest, _, ..]) // the only one: then there is nothing to go on from, and that is said
            return;
        using var file = new FileStream(newest, FileMode.Open, FileAccess.ReadWrite);
        if (fault.Value is FaultKind.NaN)
        {
            file.SetLength(fault.Index % file.Length);
            return;
        }

        file.Position = fault.Index % file.Length;
        var value = file.ReadByte();
        file.Position--;
        file.WriteByte((byte)(value ^ (1 << (fault.Bit & 7))));
    }

    private static (EvaluationEnd End, string Bits) Undisturbed(string training, int seed)
    {
        if (s_undisturbed.TryGetValue((training, seed), out var known))
            return known;
        var folder = Directory.CreateTempSubdirectory("ballast-chaos-").FullName;
        try
        {
            using var plain = ChaosTrainings.Build(training, seed);
            var summary = plain.Run(folder);
            return s_undisturbed[(training, seed)] = (new(summary.TestAccuracy, summary.TestLoss), plain.Bits());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private sealed record EvaluationEnd(double Accuracy, double Loss);
}
