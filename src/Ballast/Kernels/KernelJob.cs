using System.Runtime.InteropServices;
using TorchSharp;

namespace Ballast;

/// <summary>
/// Work cut into blocks, each run exactly once, by as many threads as torch uses: on libtorch's own OpenMP threads where there
/// are any, else on <see cref="WorkerPool"/>. Dispatch costs about a microsecond; a single block runs on the caller alone.
/// </summary>
internal abstract unsafe class KernelJob
{
    private int _blocks,
        _next;
    private Exception? _fault;

    /// <summary>Runs one block; called from several threads at once, for different blocks.</summary>
    protected abstract void Run(int block);

    /// <summary>Runs all blocks and waits. Not reentrant: one thread owns a job.</summary>
    protected void RunAll(int blocks)
    {
        (_blocks, _next, _fault) = (blocks, 0, null);
        var threads = Math.Min(torch.get_num_threads(), blocks);
        if (threads <= 1)
            Drain();
        else if (OpenMp.IsThere)
            RunOnOpenMp(threads);
        else
            WorkerPool.Shared.Run(Drain, threads);
        if (_fault is { } fault)
            throw new InvalidOperationException("A kernel failed.", fault);
    }

    private void RunOnOpenMp(int threads)
    {
        // the handle pins nothing: it only carries the reference through native code
        var self = GCHandle.Alloc(this);
        try
        {
            OpenMp.Parallel(&Enter, (void*)GCHandle.ToIntPtr(self), threads);
        }
        finally
        {
            self.Free();
        }
    }

    [UnmanagedCallersOnly]
    private static void Enter(void* self) => ((KernelJob)GCHandle.FromIntPtr((nint)self).Target!).Drain();

    private void Drain()
    {
#pragma warning disable CA1031 // an exception that leaves a native thread ends the process: it is carried to the caller instead
        try
        {
            for (var block = Interlocked.Increment(ref _next) - 1; block < _blocks; block = Interlocked.Increment(ref _next) - 1)
                Run(block);
        }
        catch (Exception fault)
        {
            _fault = fault;
        }
#pragma warning restore CA1031
    }
}
