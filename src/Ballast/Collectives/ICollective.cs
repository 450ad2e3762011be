using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// Some copies of one training, called ranks, that compute on their own parts of every batch and agree on each step: all that a training
/// needs of whatever connects them. Every rank calls the same members in the same order; a member returns when all have called it.
/// <see cref="SingleProcess"/> is one rank, <see cref="ThreadCollective"/> ranks as threads of one process, for tests; ranks on many
/// machines are in the package Ballast.Mpi.
/// </summary>
/// <remarks>
/// Sums alone, for a reason: the maximum and the minimum of MPI drop NaN, and NaN is what a guard is to hear of. Sums keep it.
/// </remarks>
public interface ICollective : IDisposable
{
    /// <summary>Which copy this is, from 0 on. Rank 0 judges, records and writes; the others follow.</summary>
    int Rank { get; }

    /// <summary>How many there are, at least 1.</summary>
    int Size { get; }

    /// <summary>Which copy this is on its machine, from 0 on: which GPU it takes.</summary>
    int LocalRank { get; }

    /// <summary>How many there are on this machine: among so many its cores are shared.</summary>
    int LocalSize { get; }

    /// <summary>Adds the numbers of all ranks up, place by place; all receive the same sums, to the bit.</summary>
    void AllReduce(Span<double> values);

    /// <summary>The same of a tensor, in place.</summary>
    /// <param name="values">float32 or float64, contiguous, in host memory; as long on every rank.</param>
    /// <exception cref="ArgumentException">It is another kind of tensor.</exception>
    void AllReduce(Tensor values);

    /// <summary>
    /// Begins the same and returns meanwhile. Every rank begins the same sums in the same order among all members that it calls. Default:
    /// done at once.
    /// </summary>
    /// <param name="values">As for <see cref="AllReduce(Tensor)"/>; nobody reads, writes or frees it before the sum is done.</param>
    /// <exception cref="ArgumentException">It is another kind of tensor.</exception>
    IPendingSum Begin(Tensor values)
    {
        AllReduce(values);
        return SumDone.Instance;
    }

    /// <summary>All receive the bytes of one rank.</summary>
    /// <param name="bytes">As many on every rank.</param>
    /// <param name="root">Whose.</param>
    void Broadcast(Span<byte> bytes, int root = 0);

    /// <summary>Waits until all ranks are here.</summary>
    void Barrier();

    /// <summary>Ends all ranks at once: one that has met an error must not leave the others waiting.</summary>
    /// <param name="code">The exit code of the whole.</param>
    /// <param name="why">Said with the rank's number.</param>
    void Abort(int code, string why);
}
