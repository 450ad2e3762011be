using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// Ranks as threads of one process: tests of a training on several ranks without MPI. Sums are taken in the order of the ranks, so the
/// same run gives the same bits. libtorch's random generator is one for all threads: give each rank's modules seeds of their own, and
/// build models under a lock.
/// </summary>
public sealed unsafe class ThreadCollective : ICollective
{
    private readonly Meeting _meeting;

    private ThreadCollective(Meeting meeting, int rank) => (_meeting, Rank) = (meeting, rank);

    /// <inheritdoc/>
    public int Rank { get; }

    /// <inheritdoc/>
    public int Size => _meeting.Size;

    /// <inheritdoc/>
    public int LocalRank => Rank;

    /// <inheritdoc/>
    public int LocalSize => Size;

    /// <summary>Runs the same on several ranks and waits for all of them.</summary>
    /// <param name="size">How many, at least 1.</param>
    /// <param name="body">What each does.</param>
    /// <returns>What each returned, in the order of ranks.</returns>
    /// <exception cref="AggregateException">A rank failed; the others, which would wait for it, were ended.</exception>
    public static T[] Run<T>(int size, Func<ICollective, T> body)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        ArgumentNullException.ThrowIfNull(body);
        using var meeting = new Meeting(size);
        var (results, faults) = (new T[size], new Exception?[size]);
        Thread[] threads = [.. Enumerable.Range(0, size).Select(rank => new Thread(() => Follow(rank)))];
        foreach (var thread in threads)
            thread.Start();
        foreach (var thread in threads)
            thread.Join();
        Exception[] own = [.. faults.OfType<Exception>().Where(it => it is not OperationCanceledException)];
        return own.Length == 0 ? results : throw new AggregateException(own);

        void Follow(int rank)
        {
#pragma warning disable CA1031 // an exception that leaves a thread ends the process: it is carried to the caller instead
            try
            {
                results[rank] = body(new ThreadCollective(meeting, rank));
            }
            catch (Exception fault)
            {
                faults[rank] = fault;
                meeting.Leave();
            }
#pragma warning restore CA1031
        }
    }

    /// <inheritdoc/>
    public void AllReduce(Span<double> values)
    {
        fixed (double* at = values)
            AllReduce(at, values.Length);
    }

    /// <inheritdoc/>
    public void AllReduce(Tensor values)
    {
        HostTensor.Check(values);
        var at = NativeTensor.Data(values.Handle);
        if (values.dtype == ScalarType.Float32)
            AllReduce((float*)at, values.numel());
        else
            AllReduce((double*)at, values.numel());
        GC.KeepAlive(values);
    }

    /// <inheritdoc/>
    public void Broadcast(Span<byte> bytes, int root = 0)
    {
        fixed (byte* at = bytes)
        {
            var sources = _meeting.Show(Rank, (nint)at, $"broadcasts {bytes.Length} bytes of rank {root}");
            if (Rank != root)
                new ReadOnlySpan<byte>((void*)sources[root], bytes.Length).CopyTo(bytes);
            _meeting.Wait(); // before its memory is somebody else's
        }
    }

    /// <inheritdoc/>
    public void Barrier() => _meeting.Show(Rank, 0, "waits at a barrier");

    /// <summary>Ends all ranks: this one by an exception, the others where they wait.</summary>
    /// <exception cref="InvalidOperationException">Always, with the reason.</exception>
    public void Abort(int code, string why) => throw new InvalidOperationException($"rank {Rank}: {why}");

    /// <summary>Nothing to free: <see cref="Run"/> does.</summary>
    public void Dispose() { }

    private void AllReduce<T>(T* values, long count)
        where T : unmanaged, System.Numerics.INumber<T>
    {
        var sources = _meeting.Show(Rank, (nint)values, $"adds up {count} values of {sizeof(T)} bytes");
        var sums = (T*)NativeMemory.Alloc((nuint)count, (nuint)sizeof(T));
        try
        {
            for (var i = 0L; i < count; i++)
            {
                var sum = ((T*)sources[0])[i];
                for (var rank = 1; rank < Size; rank++)
                    sum += ((T*)sources[rank])[i];
                sums[i] = sum;
            }

            _meeting.Wait(); // all have read
            Buffer.MemoryCopy(sums, values, count * sizeof(T), count * sizeof(T));
            _meeting.Wait();
        }
        finally
        {
            NativeMemory.Free(sums);
        }
    }

    // where the threads wait for each other
    private sealed class Meeting(int size) : IDisposable
    {
        private readonly Barrier _gate = new(size);
        private readonly CancellationTokenSource _left = new();
        private readonly nint[] _shown = new nint[size];
        private readonly string[] _what = new string[size];

        public int Size => size;

        public void Wait() => _gate.SignalAndWait(_left.Token);

        // and where it is told that they do the same
        public nint[] Show(int rank, nint at, string what)
        {
            (_shown[rank], _what[rank]) = (at, what);
            Wait();
            var other = Array.FindIndex(_what, it => it != what);
            Wait();
            return other < 0
                ? _shown
                : throw new InvalidOperationException($"The ranks part: rank {rank} {what}, but rank {other} {_what[other]}.");
        }

        public void Leave() => _left.Cancel();

        public void Dispose()
        {
            _gate.Dispose();
            _left.Dispose();
        }
    }
}
