using static TorchSharp.torch;

namespace Ballast;

/// <content>What several ranks need; see <see cref="GuardOptions.Collective"/>.</content>
public sealed partial class StepGuard
{
    /// <summary>The same on several ranks whose parts of a batch are not equally large.</summary>
    /// <param name="loss">The mean loss of this rank's rows.</param>
    /// <param name="rows">How many those are, or whatever their mean is to be weighted by; at least 0, and above 0 on one rank.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rows are negative or not finite.</exception>
    public StepRecord Step(Tensor loss, double rows) =>
        Step(loss, new OwnStep(Require.NotNegative(rows, nameof(rows)), null, StopAsked: false, 0));

    /// <summary>
    /// The only backward pass of a step, or the last of several: with <see cref="GuardOptions.Overlap"/> the gradients of layers that it
    /// is through with are sent while it computes the others. Between this and <see cref="Step(Tensor, double)"/> gradients are not to be
    /// changed from outside: what was sent is not sent again. Where nothing overlaps it is <see cref="Backward(Tensor)"/>.
    /// </summary>
    /// <param name="loss">The mean loss of this rank's rows.</param>
    /// <param name="rows">What <see cref="Step(Tensor, double)"/> will be given; 1 where it is given none.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rows are negative or not finite.</exception>
    public void Backward(Tensor loss, double rows)
    {
        ArgumentNullException.ThrowIfNull(loss);
        RequireAlive();
        using var kept = new KeptTensors(loss);
        _run.Backward(loss, Require.NotNegative(rows, nameof(rows)));
    }

    /// <summary>What else is sent where one rank sends all it has.</summary>
    internal void Share(IReadOnlyList<ICheckpointed> parts) => _run.Replicas?.Parts = parts;

    /// <summary>What all ranks know of the last step; null where there is one.</summary>
    internal RankFacts? Ranks => _run.Replicas?.Facts;

    /// <summary>
    /// All ranks become as rank 0 is: weights, buffers, the optimizer, what the guard remembers, and the parts that were handed to
    /// <see cref="Recover"/>. Every rank calls it. The guard does so when it is made and when rank 0 changes more than a step does; what is
    /// changed from outside, such as by loading a checkpoint on rank 0, is to be followed by it.
    /// </summary>
    public void Synchronize()
    {
        RequireAlive();
        _run.Replicas?.Send();
    }

    // without what is rank 0's alone, and not for steps that are taken back
    private static GuardOptions Following(GuardOptions options) =>
        options with
        {
            Repair = false,
            Recovery = null,
            OnRefusal = null,
            Edits = [],
            Sinks = [],
        };
}
