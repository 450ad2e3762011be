using System.Diagnostics;
using System.Security.Cryptography;
using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>Trains a <see cref="ComparisonTask"/> under a guard.</summary>
public static class ComparisonRunner
{
    private const int NoiseBatches = 16;

    /// <summary>Trains and evaluates.</summary>
    /// <param name="task">What is trained.</param>
    /// <param name="seed">What everything random follows from.</param>
    /// <param name="options">The method: rules, caps and edits. The task's faults are put before its edits.</param>
    /// <exception cref="ArgumentException">The task has faults, but the guard acts on nothing, so that they would not strike.</exception>
    public static ComparisonResult Run(ComparisonTask task, int seed, GuardOptions options)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(options);
        MachineTest.Ensure();
        using var scope = NewDisposeScope();
        random.manual_seed(seed);
        var trial = task.Build(seed);
        return Train(task, trial, trial.Optimizer, seed, options, task.Steps);
    }

    /// <summary>Trains and evaluates. Null if the technique has no place in the task's model.</summary>
    /// <param name="task">What is trained.</param>
    /// <param name="technique">How.</param>
    /// <param name="seed">What everything random follows from.</param>
    /// <param name="steps">Instead of the task's.</param>
    public static ComparisonResult? Run(ComparisonTask task, ComparisonTechnique technique, int seed, int? steps = null)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(technique);
        MachineTest.Ensure();
        using var scope = NewDisposeScope();
        random.manual_seed(seed);
        var trial = task.Build(seed);
        return technique.Enter(trial.Model, seed)
            ? Train(
                task,
                trial,
                technique.Optimizer?.Invoke(trial.Model.parameters()) ?? trial.Optimizer,
                seed,
                technique.Guard(),
                steps ?? task.Steps
            )
            : null;
    }

    private static ComparisonResult Train(
        ComparisonTask task,
        Trial trial,
        optim.Optimizer optimizer,
        int seed,
        GuardOptions options,
        int steps
    )
    {
        if (task.Faults(seed) is { } faults)
        {
            if (options.Mode != GuardMode.Act)
                throw new ArgumentException(
                    $"The faults of {task.Name} strike within a guarded step, but the guard's mode is {options.Mode}: use new "
                        + "GuardOptions() for a step without a method.",
                    nameof(options)
                );
            options = options with { Edits = [faults, .. options.Edits] };
        }

        using var guard = StepGuard.For(trial.Model, optimizer, options);
        var (losses, norms, times, refused) = (new List<double>(), new List<double>(), new List<TimeSpan>(), 0);
        trial.Model.train();
        for (var step = 0; step < steps; step++)
        {
            using var inner = NewDisposeScope();
            var batch = trial.Batch(step);
            var started = Stopwatch.GetTimestamp();
            optimizer.zero_grad();
            var loss = trial.LossOf(batch);
            guard.Backward(loss);
            try
            {
                var record = guard.Step(loss);
                if (!record.Verdict.TakesStep)
                    refused++;
                losses.Add(record.Loss);
                norms.Add(record.GradientNorm);
            }
            catch (TrainingHaltedException)
            {
                refused += steps - step;
                break;
            }

            times.Add(Stopwatch.GetElapsedTime(started));
        }

        var finite = trial.Model.parameters().All(p => p.isfinite().all().item<bool>());
        var test = finite ? CleanTest.Of(trial) : (double.NaN, double.NaN);
        var flips = options.Edits.OfType<DeadlyFlip>().ToArray();
        return new(
            finite ? trial.Evaluate() : double.NaN,
            refused,
            flips.Sum(flip => flip.Flips),
            flips.Sum(flip => flip.RowSwaps),
            SpectralRadius(trial.Model),
            Digest(trial.Model)
        )
        {
            TestLoss = test.Item1,
            TestAccuracy = test.Item2,
            Losses = losses,
            GradientNorms = norms,
            StepTime = times.Count == 0 ? default : times.Order().ElementAt(times.Count / 2),
            GradientVariance = finite
                ? GradientNoise.Measure(
                    trial.Model,
                    Enumerable.Range(steps, NoiseBatches).Select(i => (Func<Tensor>)(() => trial.LossOf(trial.Batch(i))))
                )
                : double.NaN,
        };
    }

    private static double SpectralRadius(nn.Module model)
    {
        var recurrent = model.named_parameters().FirstOrDefault(p => p.name.Contains("weight_hh", StringComparison.Ordinal)).parameter;
        if (recurrent is null || recurrent.shape[0] != recurrent.shape[1] || !recurrent.isfinite().all().item<bool>())
            return double.NaN;
        using var off = no_grad();
        return linalg.eigvals(recurrent.to(ScalarType.Float64)).abs().max().item<double>();
    }

    private static string Digest(nn.Module model)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var parameter in model.parameters())
            hash.AppendData(parameter.detach().cpu().contiguous().bytes);
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }
}
