namespace Ballast.Tests;

/// <summary>
/// A thread that allocates and collects without rest, finalizers too, until it is disposed of: whatever is not held while native code reads
/// it is freed under it. Collections alone find nothing; it is finalizers that free, and they have to run at once.
/// </summary>
internal sealed class Collecting : IDisposable
{
    private readonly Thread _thread;
    private volatile bool _over;

    public Collecting()
    {
        _thread = new(Collect) { IsBackground = true, Name = nameof(Collecting) };
        _thread.Start();
    }

    public int Collections { get; private set; }

    public void Dispose()
    {
        _over = true;
        _thread.Join();
    }

    private void Collect()
    {
        var kept = new byte[64][];
        for (var i = 0; !_over; i++)
        {
            kept[i % kept.Length] = new byte[512];
            // what outlived one collection is found by those of the next generation
            GC.Collect(i % 16 == 15 ? 1 : 0, GCCollectionMode.Forced, blocking: true);
            GC.WaitForPendingFinalizers();
            Collections++;
        }
    }
}
