using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>A composition of the library's own parts in a <see cref="StepGuard"/>.</summary>
/// <param name="name">As given to <c>--policy</c>.</param>
/// <param name="options">New options for a training of so many steps.</param>
public sealed class GuardedPolicy(string name, Func<int, GuardOptions> options) : Policy(name)
{
    private const int Probed = 16;
    private const double UsualAdamRate = 1e-3;

    /// <summary>Whether <see cref="StepGuard.Prepare"/> is called, on the first five batches.</summary>
    public bool Prepares { get; init; }

    /// <summary>Whether the backward pass goes through <see cref="StepGuard.Backward(TorchSharp.torch.Tensor)"/>.</summary>
    public bool GuardsBackward { get; init; }

    /// <summary>Whether the learning rate rises over the first steps and falls to 0 along a cosine.</summary>
    public bool WarmsUpAndCools { get; init; }

    /// <summary>The share of the steps over which it rises.</summary>
    public double WarmupShare { get; init; } = 0.1;

    /// <summary>What the user's learning rate is multiplied by throughout.</summary>
    public double RateFactor { get; init; } = 1;

    /// <summary>
    /// Makes what takes the place of the user's optimizer, if anything does, from the parameters and a learning rate: the user's where
    /// that was chosen for Adam or one of its kind, else 1e-3.
    /// </summary>
    public Func<IEnumerable<Parameter>, double, optim.Optimizer>? Replacement { get; init; }

    /// <inheritdoc/>
    public override PolicyRun Start(Trial trial, int steps)
    {
        ArgumentNullException.ThrowIfNull(trial);
        var optimizer = Replacement?.Invoke(trial.Model.parameters(), RateForAdam(trial.Optimizer)) ?? trial.Optimizer;
        var run = new GuardedRun(trial, optimizer, options(steps), GuardsBackward);
        if (Prepares)
            run.Prepare(trial, Probed);
        var schedule = WarmsUpAndCools ? Schedules.Cosine((long)(WarmupShare * steps)) : Schedules.Constant();
        run.Schedule = step => RateFactor * schedule.Factor(step, steps);
        return run;
    }

    private static double RateForAdam(optim.Optimizer chosen) =>
        chosen.GetType().Name.StartsWith("Adam", StringComparison.Ordinal) ? chosen.ParamGroups.First().LearningRate : UsualAdamRate;
}
