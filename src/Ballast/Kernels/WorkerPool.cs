namespace Ballast;

/// <summary>
/// Threads of our own, where libtorch brings no OpenMP that can be called. A worker that finds nothing spins for some
/// microseconds, so that the phases of one step follow each other without a wake-up, and then sleeps, so that it does not
/// steal a core from the forward pass.
/// </summary>
#pragma warning disable CA1001 // the one pool lives as long as the process
internal sealed class WorkerPool
{
    private const int Spins = 60;
    private readonly SemaphoreSlim _wake = new(0);
    private readonly Lock _oneJobAtATime = new();
    private Action? _job;
    private volatile int _generation;
    private int _threads,
        _sleeping,
        _running;

    public static WorkerPool Shared { get; } = new();

    /// <summary>
    /// Runs an action, which must not throw, on the caller and so many threads more that there are <paramref name="threads"/>.
    /// </summary>
    public void Run(Action job, int threads)
    {
        lock (_oneJobAtATime)
        {
            while (_threads < threads - 1)
                Start(_threads++);
            Volatile.Write(ref _job, job);
            Interlocked.Increment(ref _generation);
            if (Math.Min(Volatile.Read(ref _sleeping), threads - 1) is > 0 and var woken)
                _wake.Release(woken);
            job();
            // taken back before looking who is still inside: a worker that enters later finds nothing to do
            Interlocked.Exchange(ref _job, null);
            var spinner = default(SpinWait);
            while (Volatile.Read(ref _running) != 0)
                spinner.SpinOnce(sleep1Threshold: -1);
        }
    }

    private void Start(int index) => new Thread(Work) { IsBackground = true, Name = $"ballast-{index}" }.Start();

    private void Work()
    {
        var seen = 0;
        while (true)
        {
            WaitForNext(ref seen);
            Interlocked.Increment(ref _running);
            Volatile.Read(ref _job)?.Invoke();
            Interlocked.Decrement(ref _running);
        }
    }

    private void WaitForNext(ref int seen)
    {
        for (var i = 0; i < Spins && _generation == seen; i++)
            Thread.SpinWait(20);
        if (_generation == seen)
        {
            Interlocked.Increment(ref _sleeping);
            // announced as sleeping before looking once more, so a wake-up cannot be missed
            if (_generation == seen)
                _wake.Wait();
            Interlocked.Decrement(ref _sleeping);
        }

        seen = _generation;
    }
}
