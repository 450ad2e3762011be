using TorchSharp;

namespace Ballast;

/// <summary>Work cut into blocks that any thread may run, each exactly once.</summary>
internal abstract class KernelJob
{
    public abstract void Run(int block);
}

/// <summary>
/// Runs the blocks of a job on as many threads as torch uses. A worker that finds nothing spins for some microseconds, so that
/// the phases of one step follow each other without a wake-up, and then sleeps, so that it does not steal cores from the
/// forward pass. Costs about 2 microseconds for a job; a job of one block runs on the caller alone.
/// </summary>
#pragma warning disable CA1001 // the one pool lives as long as the process
internal sealed class WorkerPool
{
    private const int Spins = 60;
    private readonly SemaphoreSlim _wake = new(0);
    private readonly Lock _oneJobAtATime = new();
    private int _threads, _sleeping;
    private KernelJob? _job;
    private volatile int _generation;
    private int _blocks, _next, _running;
    private volatile Exception? _fault;

    public static WorkerPool Shared { get; } = new();

    public void Run(KernelJob job, int blocks)
    {
        var helpers = Math.Min(torch.get_num_threads(), blocks) - 1;
        if (helpers <= 0)
        {
            for (var i = 0; i < blocks; i++) job.Run(i);
            return;
        }

        lock (_oneJobAtATime)
        {
            while (_threads < helpers) Start(_threads++);
            (_blocks, _next, _fault) = (blocks, 0, null);
            Volatile.Write(ref _job, job);
            Interlocked.Increment(ref _generation);
            var asleep = Volatile.Read(ref _sleeping);
            if (asleep > 0) _wake.Release(Math.Min(asleep, helpers));
            Drain(job);
            // taken back before looking who is still inside: a worker that enters later finds nothing to do, so it can never
            // run this job with the block numbers of the next
            Interlocked.Exchange(ref _job, null);
            var spinner = default(SpinWait);
            while (Volatile.Read(ref _running) != 0) spinner.SpinOnce(sleep1Threshold: -1);
            if (_fault is { } fault) throw new InvalidOperationException("A kernel failed.", fault);
        }
    }

    private void Drain(KernelJob job)
    {
        for (var block = Interlocked.Increment(ref _next) - 1; block < _blocks; block = Interlocked.Increment(ref _next) - 1) job.Run(block);
    }

    private void Start(int index) => new Thread(Work) { IsBackground = true, Name = $"ballast-{index}" }.Start();

    private void Work()
    {
        var seen = 0;
        while (true)
        {
            WaitForNext(ref seen);
            Interlocked.Increment(ref _running);
            try
            {
                if (Volatile.Read(ref _job) is { } job) Drain(job);
            }
            catch (Exception fault)
            {
                _fault = fault;
            }
            finally
            {
                Interlocked.Decrement(ref _running);
            }
        }
    }

    private void WaitForNext(ref int seen)
    {
        for (var i = 0; i < Spins && _generation == seen; i++) Thread.SpinWait(20);
        if (_generation == seen)
        {
            Interlocked.Increment(ref _sleeping);
            // announced as sleeping before looking once more, so a wake-up cannot be missed
            if (_generation == seen) _wake.Wait();
            Interlocked.Decrement(ref _sleeping);
        }

        seen = _generation;
    }
}
