using static TorchSharp.torch.optim;
using static TorchSharp.torch.optim.lr_scheduler;

namespace Ballast;

/// <summary>The learning rate over time, as a factor of the optimizer's own: a linear warm-up, then the shape of the schedule.</summary>
/// <param name="name">The name it is looked up by.</param>
/// <param name="warmup">Steps until the full learning rate, 0 or more, or a share of the training.</param>
/// <param name="total">Steps after which the rate stays as it is; null for the length of the training.</param>
public abstract class LearningRateSchedule(string name, Duration warmup, long? total = null)
{
    /// <summary>The name it is looked up by.</summary>
    public string Name { get; } = name;

    /// <summary>Linear warm-up: step s of N uses (s + 1) / N of the learning rate. 0 for none.</summary>
    public Duration Warmup { get; } = warmup.Check(name, "warm-up", orNone: true);

    /// <summary>
    /// The schedule's own number of steps, warm-up included, after which the rate stays as it is: a horizon for the guard. Null if it
    /// follows the training.
    /// </summary>
    public long? Total { get; } =
        total is null or >= 1
            ? total
            : throw new ArgumentOutOfRangeException(nameof(total), total, $"The total of '{name}' must be 1 or more steps.");

    /// <summary>What the learning rate is multiplied by, between 0 and 1.</summary>
    /// <param name="step">Steps taken so far, from 0.</param>
    /// <param name="total">Steps of the whole training, at least 1, unless <see cref="Total"/> says otherwise; later steps keep the last
    /// value.</param>
    public double Factor(long step, long total)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        ArgumentOutOfRangeException.ThrowIfLessThan(total, 1);
        var all = Total ?? total;
        var rise = Warmup.Of(all);
        if (step < rise)
            return (step + 1.0) / rise;
        return all > rise ? Math.Clamp(Shape(Math.Min(step, all) - rise, all - rise), 0, 1) : 1;
    }

    /// <summary>
    /// Lets this schedule drive an optimizer; call <c>step()</c> on the result after each of the optimizer's steps. The learning rate of
    /// the first step is set at once.
    /// </summary>
    /// <param name="optimizer">Any optimizer of TorchSharp or Ballast; its initial learning rate is the full one.</param>
    /// <param name="total">Steps of the whole training, at least 1.</param>
    /// <param name="step">Steps taken already, where a training is gone on with.</param>
    public LRScheduler Attach(Optimizer optimizer, long total, long step = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(total, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        return LambdaLR(optimizer, more => Factor(step + more, total));
    }

    /// <summary>Told the loss of every step, before the scheduler's <c>step()</c>. Default: it does not matter.</summary>
    /// <param name="loss">What is not finite is passed over.</param>
    public virtual void Learn(double loss) { }

    /// <summary>
    /// What it has learned, as text for a checkpoint; the number of steps is the caller's, see <see cref="Attach"/>. Default: nothing.
    /// </summary>
    public virtual string Save() => "";

    /// <summary>Restores what <see cref="Save"/> returned.</summary>
    /// <exception cref="FormatException">The text is not a state of this schedule.</exception>
    public virtual void Load(string state)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (state.Length > 0)
            throw Broken(state);
    }

    /// <summary>The factor after the warm-up.</summary>
    /// <param name="step">Steps since the warm-up, from 0.</param>
    /// <param name="length">Steps from the warm-up to the end, at least 1; <paramref name="step"/> is at most this.</param>
    protected abstract double Shape(long step, long length);

    /// <summary>The error for a state that cannot be read.</summary>
    private protected FormatException Broken(string state) =>
        new(
            $"'{(state.Length > 60 ? state[..60] + "…" : state)}' is not a state of the schedule {Name}: the checkpoint is "
                + "damaged or comes from another version. Start without it."
        );
}
