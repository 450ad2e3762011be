using static TorchSharp.torch;

namespace Ballast;

/// <summary>Who steps with a state and knows what its tensors are.</summary>
internal interface IStateOwner
{
    /// <summary>The velocity of a parameter in units of the step, which a capped step shrinks; null if there is none.</summary>
    Tensor? Velocity(FusedState state);

    /// <summary>The state tensors of a parameter that has been stepped, each with whether it holds second moments.</summary>
    IEnumerable<(Tensor? Slot, bool Square)> SlotsOf(FusedState state);
}
