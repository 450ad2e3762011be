using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// The state of one parameter: how many steps it has taken and its state tensors, which are made at the first step (float32 for
/// bfloat16 weights on the CPU, else of the weight's type).
/// </summary>
internal sealed class FusedState(Parameter parameter, int slots) : OptimizerState(parameter), IDisposable
{
    /// <summary>Whose state this is.</summary>
    public Parameter Owner { get; } = parameter;

    /// <summary>Steps taken since the state last started afresh.</summary>
    public long Step { get; set; }

    /// <summary>The state tensors, null before they are needed.</summary>
    public Tensor?[] Slots { get; } = new Tensor?[slots];

    public Tensor Slot(int index) => Slots[index] ??= zeros(Owner.shape, StateType, Owner.device).DetachFromDisposeScope();

    /// <summary>Starts afresh: moments and step counter together, since one without the other multiplies the next steps.</summary>
    public override void Initialize(OptimizerOptions options) => Restart();

    public void Restart()
    {
        Step = 0;
        foreach (var slot in Slots) slot?.zero_();
    }

    public override void SaveStateDict(BinaryWriter writer)
    {
        writer.Write(Step);
        foreach (var slot in Slots) SaveConditionalStateTensor(writer, slot!);
    }

    public override void LoadStateDict(BinaryReader reader)
    {
        Step = reader.ReadInt64();
        for (var i = 0; i < Slots.Length; i++)
        {
            // TorchSharp overwrites a given tensor in place and refuses to make one, so there has to be one
            var slot = Slot(i);
            if (reader.ReadBoolean()) slot.Load(reader);
            else slot.zero_();
        }
    }

    public override void LoadStateDict(OptimizerState source)
    {
        if (source is not FusedState other || other.Slots.Length != Slots.Length)
            throw new ArgumentException("The state comes from another optimizer.", nameof(source));
        Step = other.Step;
        for (var i = 0; i < Slots.Length; i++)
        {
            Slots[i]?.Dispose();
            Slots[i] = other.Slots[i]?.to(Owner.device, copy: true).DetachFromDisposeScope();
        }
    }

    public override void to(Device device)
    {
        for (var i = 0; i < Slots.Length; i++) Slots[i] = Slots[i]?.to(device).DetachFromDisposeScope();
    }

    public override bool ApproximatelyEquals(OptimizerState other) =>
        other is FusedState state && state.Step == Step
        && Slots.Zip(state.Slots).All(pair => pair.First is null ? pair.Second is null : pair.Second is not null && pair.First.allclose(pair.Second));

    public void Dispose()
    {
        foreach (var slot in Slots) slot?.Dispose();
    }

    private ScalarType StateType => Owner.dtype == ScalarType.BFloat16 && Owner.device_type == DeviceType.CPU ? ScalarType.Float32 : Owner.dtype;
}
