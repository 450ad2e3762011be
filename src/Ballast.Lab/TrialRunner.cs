using System.Diagnostics;
using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>
/// Runs one trial to its end in this process. What libtorch may abort belongs in a process of its own: see <c>ballast survive</c>.
/// </summary>
public static class TrialRunner
{
    private static readonly Lock s_building = new();

    /// <summary>Trains a scenario under a policy and judges the outcome.</summary>
    /// <exception cref="ScenarioException">The scenario cannot be built.</exception>
    public static TrialResult Run(Scenario scenario, Policy policy, int seed)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        return Run(scenario, policy, seed, scenario.Steps, evaluates: true, course => TrialResult.Of(scenario, policy, seed, course))
            ?? TrialResult.Without(scenario, policy.Name, seed, "the policy has no place in this model");
    }

    /// <summary>Trains a comparison task under a policy and evaluates. Null if the policy has no place in the task's model.</summary>
    /// <param name="task">What is trained.</param>
    /// <param name="policy">How.</param>
    /// <param name="seed">What everything random follows from.</param>
    /// <param name="steps">Instead of the task's.</param>
    public static ComparisonResult? Run(ComparisonTask task, Policy policy, int seed, int? steps = null)
    {
        ArgumentNullException.ThrowIfNull(task);
        var count = steps ?? task.Steps;
        return Run(task, policy, seed, count, evaluates: false, course => ComparisonResult.Of(course, count));
    }

    private static T? Run<T>(Training training, Policy policy, int seed, int steps, bool evaluates, Func<TrialCourse, T> judge)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(policy);
        return policy is RanksPolicy several
            ? ThreadCollective.Run(several.Ranks, world => Run(training, several.On(world), seed, steps, evaluates, judge, world))[0]
            : Run(training, policy, seed, steps, evaluates, judge, SingleProcess.Instance);
    }

    private static T? Run<T>(
        Training training,
        Policy policy,
        int seed,
        int steps,
        bool evaluates,
        Func<TrialCourse, T> judge,
        ICollective world
    )
        where T : class
    {
        MachineTest.Ensure();
        using var scope = NewDisposeScope();
        var started = Stopwatch.GetTimestamp();
        Trial trial;
        lock (s_building) // libtorch's generator is one for all ranks
        {
            random.manual_seed(seed);
            trial = Build(training, policy, seed);
        }

        if (!policy.Enter(trial))
            return null;
        using var run = policy.Start(trial, steps);
        var course = new TrialCourse(trial, run);
        Train(course, steps, evaluates, world);
        course.Duration = Stopwatch.GetElapsedTime(started);
        return judge(course);
    }

    private static Trial Build(Training training, Policy policy, int seed)
    {
        try
        {
            return policy.Build(training, seed);
        }
        catch (Exception fault)
        {
            throw new ScenarioException(training, $"Build({seed})", fault);
        }
    }

    private static void Train(TrialCourse course, int steps, bool evaluates, ICollective world)
    {
        var (trial, run) = course;
        double[] rates = [.. run.Optimizer.ParamGroups.Select(group => group.LearningRate)];
        trial.Model.train();
        for (var step = 0; step < steps && course.HaltedAt is null; step++)
        {
            using var scope = NewDisposeScope();
            foreach (var (group, rate) in run.Optimizer.ParamGroups.Zip(rates))
                group.LearningRate = rate * trial.Factor(step) * run.Factor(step);
            var batch = RanksPolicy.Part(trial.Batch(step), world);
            var started = Stopwatch.GetTimestamp();
            run.Optimizer.zero_grad();
            var loss = trial.LossOf(batch);
            course.Losses.Add(loss.to(ScalarType.Float64).item<double>());
            try
            {
                run.Step(loss);
                course.GradientNorms.Add(run.GradientNorm);
                course.StepTimes.Add(Stopwatch.GetElapsedTime(started));
            }
            catch (TrainingHaltedException)
            {
                course.HaltedAt = step;
            }

            // of a training that was halted the weights stay what they are, so one evaluation is as good as five
            if (evaluates && (course.HaltedAt is not null || PassCriterion.EvaluatesAfter(step, steps)))
                course.CleanLosses.Add(trial.Evaluate());
        }
    }
}
