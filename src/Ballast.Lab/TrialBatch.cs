using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>A batch of a trial.</summary>
/// <param name="X">Inputs.</param>
/// <param name="Y">Targets.</param>
/// <param name="Index">Its place in the training, from 0.</param>
public readonly record struct TrialBatch(Tensor X, Tensor Y, int Index)
{
    /// <summary>Inputs and targets alone.</summary>
    public static implicit operator (Tensor X, Tensor Y)(TrialBatch batch) => batch.ToTuple();

    /// <summary>Inputs and targets alone.</summary>
    public (Tensor X, Tensor Y) ToTuple() => (X, Y);
}
