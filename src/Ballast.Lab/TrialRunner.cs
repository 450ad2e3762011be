using System.Diagnostics;
using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>
/// Runs one trial to its end in this process. What libtorch may abort belongs in a process of its own: see <c>ballast survive</c>.
/// </summary>
public static class TrialRunner
{
    private const int CurvePoints = 120;

    /// <summary>Trains a scenario under a policy and judges the outcome.</summary>
    /// <exception cref="ScenarioException">The scenario cannot be built.</exception>
    public static TrialResult Run(Scenario scenario, Policy policy, int seed)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        ArgumentNullException.ThrowIfNull(policy);
        MachineTest.Ensure();
        using var scope = NewDisposeScope();
        var started = Stopwatch.GetTimestamp();
        random.manual_seed(seed);
        var trial = Build(scenario, policy, seed);
        using var run = policy.Start(trial, scenario.Steps);
        var (losses, clean, halted) = Train(trial, run, scenario.Steps);
        var every = Math.Max(1, (scenario.Steps + CurvePoints - 1) / CurvePoints);
        return new()
        {
            Name = scenario.Name,
            Policy = policy.Name,
            Seed = seed,
            Oracle = scenario.Oracle,
            Trivial = scenario.Trivial,
            Final = PassCriterion.Final(clean),
            WeightsFinite = trial.Model.parameters().All(p => p.isfinite().all().item<bool>()),
            HaltedAt = halted,
            Skipped = run.Skipped,
            Capped = run.Capped,
            Prepared = run.Prepared,
            Curve = [.. losses.Where((_, i) => i % every == 0)],
            CurveEvery = every,
            Seconds = Stopwatch.GetElapsedTime(started).TotalSeconds,
        };
    }

    private static Trial Build(Scenario scenario, Policy policy, int seed)
    {
        try
        {
            return policy.Build(scenario, seed);
        }
        catch (Exception fault)
        {
            throw new ScenarioException(scenario, $"Build({seed})", fault);
        }
    }

    private static (List<double> Losses, List<double> Clean, int? Halted) Train(Trial trial, PolicyRun run, int steps)
    {
        var (losses, clean) = (new List<double>(), new List<double>());
        double[] rates = [.. run.Optimizer.ParamGroups.Select(group => group.LearningRate)];
        trial.Model.train();
        for (var step = 0; step < steps; step++)
        {
            using var scope = NewDisposeScope();
            foreach (var (group, rate) in run.Optimizer.ParamGroups.Zip(rates))
                group.LearningRate = rate * trial.Factor(step) * run.Factor(step);
            run.Optimizer.zero_grad();
            var loss = trial.LossOf(trial.Batch(step));
            losses.Add(loss.to(ScalarType.Float64).item<double>());
            try
            {
                run.Step(loss);
            }
            catch (TrainingHaltedException)
            {
                return (losses, [trial.Evaluate()], step); // the weights stay what they are, so one evaluation is as good as five
            }

            if (PassCriterion.EvaluatesAfter(step, steps))
                clean.Add(trial.Evaluate());
        }

        return (losses, clean, null);
    }
}
