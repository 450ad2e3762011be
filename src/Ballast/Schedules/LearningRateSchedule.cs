using static TorchSharp.torch.optim;
using static TorchSharp.torch.optim.lr_scheduler;

namespace Ballast;

/// <summary>The learning rate over time, as a factor of the optimizer's own: a linear warm-up, then the shape of the schedule.</summary>
/// <param name="name">The name it is looked up by.</param>
/// <param name="warmup">Steps until the full learning rate, 0 or more.</param>
public abstract class LearningRateSchedule(string name, long warmup)
{
    /// <summary>The name it is looked up by.</summary>
    public string Name { get; } = name;

    /// <summary>Steps of linear warm-up: step s of N uses (s + 1) / N of the learning rate. 0 for none.</summary>
    public long Warmup { get; } = warmup >= 0
        ? warmup
        : throw new ArgumentOutOfRangeException(nameof(warmup), warmup, $"The warm-up of '{name}' must be 0 or more steps.");

    /// <summary>What the learning rate is multiplied by, between 0 and 1.</summary>
    /// <param name="step">Steps taken so far, from 0.</param>
    /// <param name="total">Steps of the whole training, at least 1; later steps keep the last value.</param>
    public double Factor(long step, long total)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        ArgumentOutOfRangeException.ThrowIfLessThan(total, 1);
        if (step < Warmup) return (step + 1.0) / Warmup;
        return total > Warmup ? Shape(Math.Min(1, (double)(step - Warmup) / (total - Warmup))) : 1;
    }

    /// <summary>
    /// Lets this schedule drive an optimizer; call <c>step()</c> on the result after each of the optimizer's steps. The learning rate of the first
    /// step is set at once.
    /// </summary>
    /// <param name="optimizer">Any optimizer of TorchSharp or Ballast.</param>
    /// <param name="total">Steps of the whole training, at least 1.</param>
    public LRScheduler Attach(Optimizer optimizer, long total)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(total, 1);
        return LambdaLR(optimizer, step => Factor(step, total));
    }

    /// <summary>The factor after the warm-up.</summary>
    /// <param name="progress">From 0, at the first step after the warm-up, to 1, one step after the last.</param>
    protected abstract double Shape(double progress);
}
