using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// The state of one parameter: how many steps it has taken, what its rule remembers, and its state tensors, which are made at
/// the first step.
/// </summary>
/// <param name="parameter">Whose state this is.</param>
/// <param name="shapes">Of the state tensors.</param>
/// <param name="widen">float32 state for weights of 16 bits on every device; else for bfloat16 on the CPU only, since libtorch's fused
/// operators want one type elsewhere.</param>
internal sealed class FusedState(Parameter parameter, long[][] shapes, bool widen) : OptimizerState(parameter), IDisposable
{
    /// <summary>Whose state this is.</summary>
    public Parameter Owner { get; } = parameter;

    /// <summary>Who steps with it, which a wrapper that hands its states out as its own is not.</summary>
    public required IStateOwner Stepper { get; init; }

    /// <summary>Steps taken since the state last started afresh.</summary>
    public long Step { get; set; }

    /// <summary>What the update rule remembers of this parameter; see <see cref="TensorFacts.Memory"/>.</summary>
    public double Memory { get; set; }

    /// <summary>
    /// What the optimizer noted when the parameter was handed in; see <see cref="TensorFacts.Reference"/>. Survives a restart.
    /// </summary>
    public double Reference { get; set; }

    /// <summary>
    /// The state tensors, null before they are needed; of a weight of 16 bits one more, behind those of the rule: see <see cref="Master"/>.
    /// </summary>
    public Tensor?[] Slots { get; } = new Tensor?[shapes.Length + (IsHalf(parameter) ? 1 : 0)];

    public Tensor Slot(int index) =>
        Slots[index] ??= (
            index < shapes.Length ? zeros(shapes[index], StateType, Owner.device) : zeros(Owner.shape, ScalarType.Float32, Owner.device)
        ).DetachFromDisposeScope();

    /// <summary>
    /// A float32 copy of a weight of 16 bits: changes too small for those are not lost but add up. Where the weight is not what the
    /// copy rounds to, something else has set it, and the copy follows; so zeros are a copy of anything. Null of a wider weight, and where
    /// none is kept.
    /// </summary>
    public Tensor? Master => Slots.Length > shapes.Length && KeepsMaster ? Slot(shapes.Length) : null;

    /// <summary>Whether a weight of 16 bits has a copy. Default true.</summary>
    public bool KeepsMaster { get; set; } = true;

    /// <summary>The weight in full precision, as the copy has it where there is one; of the open scope.</summary>
    public Tensor Precise(Tensor weight)
    {
        if (Master is not { } master)
            return weight;
        using var rounded = master.to(weight.dtype);
        using var same = rounded.eq(weight);
        using var wide = weight.to(ScalarType.Float32);
        return master.copy_(where(same, master, wide));
    }

    /// <summary>Starts afresh: moments and step counter together, since one without the other multiplies the next steps.</summary>
    public override void Initialize(OptimizerOptions options) => Restart();

    public void Restart()
    {
        (Step, Memory) = (0, 0);
        foreach (var slot in Slots)
            slot?.zero_();
    }

    public override void SaveStateDict(BinaryWriter writer)
    {
        writer.Write(Step);
        writer.Write(Memory);
        writer.Write(Reference);
        foreach (var slot in Slots)
            SaveConditionalStateTensor(writer, slot!);
    }

    public override void LoadStateDict(BinaryReader reader)
    {
        Step = reader.ReadInt64();
        Memory = reader.ReadDouble();
        Reference = reader.ReadDouble();
        for (var i = 0; i < Slots.Length; i++)
        {
            // TorchSharp overwrites a given tensor in place and refuses to make one, so there has to be one
            var slot = Slot(i);
            if (reader.ReadBoolean())
                slot.Load(reader);
            else
                slot.zero_();
        }
    }

    public override void LoadStateDict(OptimizerState source)
    {
        if (source is not FusedState other || other.Slots.Length != Slots.Length)
            throw new ArgumentException("The state comes from another optimizer.", nameof(source));
        (Step, Memory, Reference) = (other.Step, other.Memory, other.Reference);
        for (var i = 0; i < Slots.Length; i++)
        {
            Slots[i]?.Dispose();
            Slots[i] = other.Slots[i]?.to(Owner.device, copy: true).DetachFromDisposeScope();
        }
    }

    public override void to(Device device)
    {
        for (var i = 0; i < Slots.Length; i++)
            Slots[i] = Slots[i]?.to(device).DetachFromDisposeScope();
    }

    public override bool ApproximatelyEquals(OptimizerState other) =>
        other is FusedState state
        && (state.Step, state.Memory, state.Reference) == (Step, Memory, Reference)
        && Slots
            .Zip(state.Slots)
            .All(pair => pair.First is null ? pair.Second is null : pair.Second is not null && pair.First.allclose(pair.Second));

    public void Dispose()
    {
        foreach (var slot in Slots)
            slot?.Dispose();
    }

    private static bool IsHalf(Parameter parameter) => parameter.dtype is ScalarType.BFloat16 or ScalarType.Float16;

    private ScalarType StateType =>
        Owner.dtype switch
        {
            ScalarType.BFloat16 when widen || Owner.device_type == DeviceType.CPU => ScalarType.Float32,
            ScalarType.Float16 when widen => ScalarType.Float32,
            var type => type,
        };
}
