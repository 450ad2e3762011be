using static TorchSharp.torch;

namespace Ballast.Mpi;

/// <summary>A sum that MPI goes on with whenever it is called.</summary>
/// <param name="values">Held until it is done.</param>
/// <param name="pieces">In how many messages.</param>
/// <param name="watchdog">Sees to it that nobody waits for ever.</param>
internal sealed unsafe class MpiSum(Tensor values, int pieces, MpiWatchdog watchdog) : IPendingSum
{
    private const int Status = 64; // more bytes than any library's MPI_Status has
    private Tensor? _values = values;
    private int _done; // pieces at the beginning that are done

    /// <summary>What MPI calls the pieces.</summary>
    public nint[] Requests { get; } = new nint[pieces];

    /// <inheritdoc/>
    public bool Poll()
    {
        var status = stackalloc byte[Status];
        for (; _done < Requests.Length; _done++)
        {
            var request = Requests[_done];
            MpiNative.Check(MpiNative.MPI_Test(&request, out var isDone, status), "MPI_Test");
            Requests[_done] = request;
            if (isDone == 0)
                return false;
        }

        _values = null;
        return true;
    }

    /// <inheritdoc/>
    public void Wait()
    {
        using var waiting = watchdog.Wait("sum");
        var status = stackalloc byte[Status];
        for (; _done < Requests.Length; _done++)
        {
            var request = Requests[_done];
            MpiNative.Check(MpiNative.MPI_Wait(&request, status), "MPI_Wait");
            Requests[_done] = request;
        }

        GC.KeepAlive(_values);
        _values = null;
    }
}
