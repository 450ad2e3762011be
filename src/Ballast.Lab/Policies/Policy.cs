using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>
/// What stands between the gradients and the weights in every training of a suite: nothing, a published recipe, or Ballast's guard.
/// </summary>
/// <param name="name">As given to <c>--policy</c>.</param>
public abstract class Policy(string name)
{
    /// <summary>As given to <c>--policy</c>.</summary>
    public string Name { get; } = name;

    /// <summary>The trial that is taken over: the user's, as it is.</summary>
    internal virtual Trial Build(Training training, int seed) => training.Build(seed);

    /// <summary>Changes a model that is to be trained. False if the policy has no place in it.</summary>
    internal virtual bool Enter(Trial trial) => true;

    /// <summary>Takes over a trial before its first step.</summary>
    /// <param name="trial">The user's model, optimizer and data.</param>
    /// <param name="steps">Its budget, for policies that want to know the horizon.</param>
    public abstract PolicyRun Start(Trial trial, int steps);
}

/// <summary>A policy at work in one training.</summary>
/// <param name="optimizer">The optimizer that steps: the user's, or the one that replaces it.</param>
public abstract class PolicyRun(optim.Optimizer optimizer) : IDisposable
{
    /// <summary>The optimizer that steps.</summary>
    public optim.Optimizer Optimizer { get; } = optimizer;

    /// <summary>Steps refused so far.</summary>
    public int Skipped { get; protected set; }

    /// <summary>How often it went back to an earlier state so far.</summary>
    public int Returned { get; protected set; }

    /// <summary>Steps so far in which a change was limited.</summary>
    public int Capped { get; protected set; }

    /// <summary>Norm of the last step's gradient before anything was changed; NaN where the policy does not measure it.</summary>
    public double GradientNorm { get; protected set; } = double.NaN;

    /// <summary>What changes weights beside the update.</summary>
    public virtual IReadOnlyList<IWeightEdit> Edits => [];

    /// <summary>What was changed before the first step.</summary>
    public virtual IReadOnlyList<string> Prepared => [];

    /// <summary>What the learning rate is multiplied by at a step, beside the user's own schedule.</summary>
    public virtual double Factor(int step) => 1;

    /// <summary>Backward pass and update for the loss of one batch.</summary>
    public abstract void Step(Tensor loss);

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Releases what the policy holds.</summary>
    protected virtual void Dispose(bool disposing) { }
}
