using static TorchSharp.torch;

namespace Ballast;

/// <summary>One rank: a training by itself. What every training has unless it is told otherwise.</summary>
public sealed class SingleProcess : ICollective
{
    private SingleProcess() { }

    /// <summary>The only one; it holds nothing.</summary>
    public static SingleProcess Instance { get; } = new();

    /// <inheritdoc/>
    public int Rank => 0;

    /// <inheritdoc/>
    public int Size => 1;

    /// <inheritdoc/>
    public int LocalRank => 0;

    /// <inheritdoc/>
    public int LocalSize => 1;

    /// <inheritdoc/>
    public void AllReduce(Span<double> values) { }

    /// <inheritdoc/>
    public void AllReduce(Tensor values) => HostTensor.Check(values);

    /// <inheritdoc/>
    public void Broadcast(Span<byte> bytes, int root = 0) { }

    /// <inheritdoc/>
    public void Barrier() { }

    /// <summary>There are no others to end.</summary>
    /// <exception cref="InvalidOperationException">Always, with the reason.</exception>
    public void Abort(int code, string why) => throw new InvalidOperationException(why);

    /// <summary>Nothing to free.</summary>
    public void Dispose() { }
}
