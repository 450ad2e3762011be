using System.Diagnostics;
using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Mpi;

/// <summary>
/// The ranks of a job that the launcher of a cluster has started: <c>mpirun -n 4 dotnet app.dll</c>, <c>srun --mpi=pmix dotnet app.dll</c>.
/// Get it by <see cref="MpiRun"/>, which also ends it as it has to be ended. One thread calls it.
/// </summary>
public sealed unsafe class MpiCollective : ICollective
{
    private const int Piece = 1 << 20; // values of one message: 4 MB cost much less for each byte than 40
    private readonly MpiAbi _abi;
    private readonly MpiWatchdog _watchdog;
    private nint _ranks;

    private MpiCollective(MpiAbi abi)
    {
        _abi = abi;
        MpiNative.Check(MpiNative.MPI_Comm_dup(abi.World, ref _ranks), "MPI_Comm_dup");
        MpiNative.Check(MpiNative.MPI_Comm_set_errhandler(_ranks, abi.ErrorsReturn), "MPI_Comm_set_errhandler");
        MpiNative.Check(MpiNative.MPI_Comm_rank(_ranks, out var rank), "MPI_Comm_rank");
        MpiNative.Check(MpiNative.MPI_Comm_size(_ranks, out var size), "MPI_Comm_size");
        nint machine = 0;
        MpiNative.Check(MpiNative.MPI_Comm_split_type(_ranks, abi.Shared, rank, abi.NoInfo, ref machine), "MPI_Comm_split_type");
        MpiNative.Check(MpiNative.MPI_Comm_rank(machine, out var localRank), "MPI_Comm_rank");
        MpiNative.Check(MpiNative.MPI_Comm_size(machine, out var localSize), "MPI_Comm_size");
        MpiNative.Check(MpiNative.MPI_Comm_free(ref machine), "MPI_Comm_free");
        (Rank, Size, LocalRank, LocalSize) = (rank, size, localRank, localSize);
        _watchdog = new(MpiWatchdog.Limit(), Kill);
    }

    /// <inheritdoc/>
    public int Rank { get; }

    /// <inheritdoc/>
    public int Size { get; }

    /// <inheritdoc/>
    public int LocalRank { get; }

    /// <inheritdoc/>
    public int LocalSize { get; }

    /// <summary>What connects the ranks, such as <c>Open MPI v4.1.4</c>, and how many there are.</summary>
    public override string ToString() => $"rank {Rank} of {Size} over {MpiNative.Version} ({MpiLibrary.Name})";

    /// <summary>Joins the job.</summary>
    /// <exception cref="MpiException">There is no MPI library, it is not the launcher's, or it cannot be used by threads.</exception>
    internal static MpiCollective Start()
    {
        var abi = MpiLibrary.Abi;
        MpiNative.Check(MpiNative.MPI_Initialized(out var isThere), "MPI_Initialized");
        var level = abi.Multiple;
        if (isThere == 0)
            MpiNative.Check(MpiNative.MPI_Init_thread(null, 0, abi.Multiple, out level), "MPI_Init_thread");
        if (level < abi.Serialized)
            throw new MpiException(
                $"{MpiLibrary.Name} does not allow calls from the threads of .NET (level {level}): use a build with threads."
            );
        var world = new MpiCollective(abi);
        if (world.Size == 1 && MpiLauncher.Size is > 1 and var started)
            throw new MpiException(
                $"The launcher started {started} processes, but {MpiLibrary.Name} ({MpiNative.Version}) sees one alone: it is not the "
                    + "launcher's own library. Name that by BALLAST_MPI_LIBRARY."
            );
        return world;
    }

    /// <inheritdoc/>
    public void AllReduce(Span<double> values)
    {
        fixed (double* at = values)
            Add(at, values.Length, sizeof(double), _abi.Double);
    }

    /// <inheritdoc/>
    public void AllReduce(Tensor values)
    {
        var (size, type) = Of(values);
        Add(NativeTensor.Data(values.Handle), values.numel(), size, type);
        GC.KeepAlive(values);
    }

    /// <inheritdoc/>
    public IPendingSum Begin(Tensor values)
    {
        var (size, type) = Of(values);
        var at = (byte*)NativeTensor.Data(values.Handle);
        var count = values.numel();
        var sum = new MpiSum(values, (int)((count + Piece - 1) / Piece), _watchdog);
        for (var i = 0; i < sum.Requests.Length; i++)
        {
            nint request = 0;
            var from = (long)i * Piece;
            MpiNative.Check(
                MpiNative.MPI_Iallreduce(
                    (void*)_abi.InPlace,
                    at + (from * size),
                    (int)Math.Min(Piece, count - from),
                    type,
                    _abi.Sum,
                    _ranks,
                    &request
                ),
                "MPI_Iallreduce"
            );
            sum.Requests[i] = request;
        }

        return sum;
    }

    /// <inheritdoc/>
    public void Broadcast(Span<byte> bytes, int root = 0)
    {
        using var waiting = _watchdog.Wait("broadcast");
        fixed (byte* at = bytes)
            MpiNative.Check(MpiNative.MPI_Bcast(at, bytes.Length, _abi.Byte, root, _ranks), "MPI_Bcast");
    }

    /// <inheritdoc/>
    public void Barrier()
    {
        using var waiting = _watchdog.Wait("barrier");
        MpiNative.Check(MpiNative.MPI_Barrier(_ranks), "MPI_Barrier");
    }

    /// <summary>Ends the whole job. Does not return.</summary>
    public void Abort(int code, string why)
    {
        Console.Error.WriteLine($"rank {Rank}: {why}");
        Console.Error.Flush();
        _ = MpiNative.MPI_Abort(_abi.World, code);
        Environment.Exit(code);
    }

    /// <summary>Leaves the job in order, which waits for all others. After an error <see cref="Abort"/> it.</summary>
    public void Dispose()
    {
        if (MpiNative.MPI_Finalized(out var isOver) != 0 || isOver != 0)
            return;
        using (_watchdog.Wait("the end"))
        {
            _ = MpiNative.MPI_Comm_free(ref _ranks);
            _ = MpiNative.MPI_Finalize();
        }

        _watchdog.Dispose();
    }

    private (int Size, nint Type) Of(Tensor values)
    {
        HostTensor.Check(values);
        return values.dtype == ScalarType.Float32 ? (sizeof(float), _abi.Float) : (sizeof(double), _abi.Double);
    }

    private void Add(void* values, long count, int size, nint type)
    {
        using var waiting = _watchdog.Wait("sum");
        for (var at = 0L; at < count; at += Piece)
            MpiNative.Check(
                MpiNative.MPI_Allreduce(
                    (void*)_abi.InPlace,
                    (byte*)values + (at * size),
                    (int)Math.Min(Piece, count - at),
                    type,
                    _abi.Sum,
                    _ranks
                ),
                "MPI_Allreduce"
            );
    }

    // MPI_Abort from here would wait for the call that hangs
    private void Kill(string why)
    {
        Console.Error.WriteLine($"rank {Rank} {why}");
        Console.Error.Flush();
        using var self = Process.GetCurrentProcess();
        self.Kill();
    }
}
