using System.Security.Cryptography;
using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Testing;

/// <summary>Trains a <see cref="ComparisonTask"/> under a guard.</summary>
public static class ComparisonRunner
{
    /// <summary>Trains and evaluates.</summary>
    /// <param name="task">What is trained.</param>
    /// <param name="seed">What everything random follows from.</param>
    /// <param name="options">The method: rules, caps and edits. The task's faults are put before its edits.</param>
    /// <exception cref="ArgumentException">The task has faults, but the guard acts on nothing, so that they would not strike.</exception>
    public static ComparisonResult Run(ComparisonTask task, int seed, GuardOptions options)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(options);
        using var scope = NewDisposeScope();
        random.manual_seed(seed);
        var trial = task.Build(seed);
        if (task.Faults(seed) is { } faults)
        {
            if (options.Mode != GuardMode.Act) throw new ArgumentException($"The faults of {task.Name} strike within a guarded step, but the guard's mode is {options.Mode}: use new GuardOptions() for a step without a method.", nameof(options));
            options = options with { Edits = [faults, .. options.Edits] };
        }

        using var guard = StepGuard.For(trial.Model, trial.Optimizer, options);
        var refused = 0;
        trial.Model.train();
        for (var step = 0; step < task.Steps; step++)
        {
            using var inner = NewDisposeScope();
            trial.Optimizer.zero_grad();
            var loss = trial.LossOf(trial.Batch(step));
            guard.Backward(loss);
            try
            {
                if (!guard.Step(loss).Verdict.TakesStep) refused++;
            }
            catch (TrainingHaltedException)
            {
                refused += task.Steps - step;
                break;
            }
        }

        var value = trial.Model.parameters().All(p => p.isfinite().all().item<bool>()) ? trial.Evaluate() : double.NaN;
        var flips = options.Edits.OfType<DeadlyFlip>().ToArray();
        return new(value, refused, flips.Sum(flip => flip.Flips), flips.Sum(flip => flip.RowSwaps), SpectralRadius(trial.Model), Digest(trial.Model));
    }

    private static double SpectralRadius(nn.Module model)
    {
        var recurrent = model.named_parameters().FirstOrDefault(p => p.name.Contains("weight_hh", StringComparison.Ordinal)).parameter;
        if (recurrent is null || recurrent.shape[0] != recurrent.shape[1] || !recurrent.isfinite().all().item<bool>()) return double.NaN;
        using var off = no_grad();
        return linalg.eigvals(recurrent.to(ScalarType.Float64)).abs().max().item<double>();
    }

    private static string Digest(nn.Module model)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var parameter in model.parameters()) hash.AppendData(parameter.detach().cpu().contiguous().bytes);
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }
}
