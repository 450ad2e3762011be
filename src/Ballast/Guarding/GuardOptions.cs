using static Ballast.RuleConstants;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// What a guard consists of: rules that judge gradients, caps that limit the update, and the pieces around the step. A preset
/// is a visible composition of public parts; change one with <c>with</c>. Rules hold state, so every guard needs options of its
/// own: the presets make new ones each time they are read.
/// </summary>
public sealed record GuardOptions
{
    /// <summary>
    /// Needs no tuning. Per tensor spike clipping, the update cap, loss-range control, buffer restore, and set-up repair where
    /// <see cref="StepGuard.Prepare"/> is called; halts after 40 refusals in a row. Set <see cref="Horizon"/> if you know it.
    /// </summary>
    public static GuardOptions Auto =>
        new()
        {
            Rules =
            [
                Ballast.Rules.ClipSpikes(SpikeFactor, SpikeMemory, SpikeAfter),
                Ballast.Rules.Escalate(RefusalsBorne, VerdictKind.Halt),
            ],
            Caps = [Ballast.Rules.UpdateCap(UpdateRatio)],
            ControlLossRange = true,
            RestoreBuffers = true,
            RetreatOutputs = true,
            Repair = true,
        };

    /// <summary>Measures and judges like <see cref="Auto"/> but takes every step as plain training would.</summary>
    public static GuardOptions ObserveOnly => Auto with { Mode = GuardMode.Observe };

    /// <summary>A bare optimizer step: for comparisons.</summary>
    public static GuardOptions Off => new() { Mode = GuardMode.Off };

    /// <summary>How much the guard may do.</summary>
    public GuardMode Mode { get; init; }

    /// <summary>What judges the gradients; their order has no influence. The finite floor is always there.</summary>
    public IReadOnlyList<IGuardRule> Rules { get; init; } = [];

    /// <summary>What limits the proposed change of each parameter; the smallest answer wins.</summary>
    public IReadOnlyList<ICapRule> Caps { get; init; } = [];

    /// <summary>
    /// Changes to the gradients between verdict and optimizer, one after the other in this order; see <see cref="Ballast.Transforms"/>.
    /// With any, gradients are changed in place. Under <see cref="GuardMode.Observe"/> none acts.
    /// </summary>
    public IReadOnlyList<IGradientTransform> Transforms { get; init; } = [];

    /// <summary>Changes to the weights between steps, carried out and recorded by the executor.</summary>
    public IReadOnlyList<IWeightEdit> Edits { get; init; } = [];

    /// <summary>Who receives every step's record.</summary>
    public IReadOnlyList<IRecordSink> Sinks { get; init; } = [];

    /// <summary>
    /// Total number of steps of the training, refused ones included, if known: the update cap then anneals over the last half.
    /// </summary>
    public long? Horizon { get; init; }

    /// <summary>
    /// Shrinks the loss before the backward pass while gradients overflow, and lifts it for Adam where they vanish. Needs
    /// <see cref="StepGuard.Backward(Tensor)"/>.
    /// </summary>
    public bool ControlLossRange { get; init; }

    /// <summary>
    /// Multiplies the loss before the backward pass so that gradients of 16 bits keep their small values, in place of
    /// <see cref="ControlLossRange"/>. Needs <see cref="StepGuard.Backward(Tensor)"/>, for every batch that goes into a step. Default
    /// null: no such scale, which weights of float32 and bfloat16 do not need.
    /// </summary>
    public LossScaleOptions? LossScale { get; init; }

    /// <summary>Keeps a copy of the model's buffers (running statistics of batch norm) and puts it back when a step is refused.</summary>
    public bool RestoreBuffers { get; init; }

    /// <summary>
    /// Where batch after batch has no finite loss, makes the output layer smaller until one has: refusing steps alone would never come
    /// back.
    /// </summary>
    public bool RetreatOutputs { get; init; }

    /// <summary>
    /// Called where a step is refused for a loss or gradients that are not finite, to find out what is wrong with the batch; what it
    /// returns is recorded with the step. A trainer looks for bad samples there. Default null: nothing.
    /// </summary>
    public Func<GradientReading, string?>? OnRefusal { get; init; }

    /// <summary>
    /// Goes back to an earlier, healthy state where prevention failed; see <see cref="StepGuard.Recover"/>. Null: a training that
    /// would have to go back is halted. Default null; a trainer has it on.
    /// </summary>
    public RecoveryOptions? Recovery { get; init; }

    /// <summary>
    /// The ranks that train together, each on its own rows: gradients are averaged over all of them, rank 0 judges, and all act alike.
    /// Edits, recovery, set-up and sinks are rank 0's alone; what they change goes to all. Default: <see cref="SingleProcess"/>.
    /// </summary>
    public ICollective Collective { get; init; } = SingleProcess.Instance;

    /// <summary>
    /// Sends gradients to the other ranks while the backward pass computes those of earlier layers, where it goes through
    /// <see cref="StepGuard.Backward(Tensor, double)"/>. It pays where the network is slow and a core is left for it; costs
    /// another copy of the gradients. What is trained is the same. Default false; without a <see cref="Collective"/> of several ranks
    /// it means nothing.
    /// </summary>
    public bool Overlap { get; init; }

    /// <summary>The way back that guards share which go back together; null for one that goes back alone.</summary>
    internal WayBack? Together { get; init; }

    /// <summary>Lets <see cref="StepGuard.Prepare"/> rescale inputs and weights of a network that explodes before its first step.</summary>
    public bool Repair { get; init; }
}
