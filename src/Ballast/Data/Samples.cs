using static TorchSharp.torch;

namespace Ballast;

/// <summary>Inputs and the targets that belong to them, sample by sample.</summary>
/// <param name="X">Inputs [n, ...]: float32, or int64 symbols.</param>
/// <param name="Y">Targets: int64 labels [n], or [n, T] for a label at every step; float32 values [n, outputs] for regression.</param>
public sealed record Samples(Tensor X, Tensor Y)
{
    /// <summary>How many samples there are.</summary>
    public long Count => X.shape[0];

    /// <summary>Copies of the samples at some places, in that order.</summary>
    /// <param name="index">Places, int64 [m].</param>
    internal Samples At(Tensor index) => new(X.index_select(0, index), Y.index_select(0, index));

    internal Samples Detached() => new(X.DetachFromDisposeScope(), Y.DetachFromDisposeScope());

    internal void Free()
    {
        X.Dispose();
        Y.Dispose();
    }
}
