namespace Ballast.Tests;

/// <summary>Where there is no OpenMP beside libtorch, kernels run on threads of their own.</summary>
public sealed class WorkerPoolTests
{
    /// <summary>All of them take part, also when they have slept since, and none is inside any more when it returns.</summary>
    [Theory]
    [InlineData(1), InlineData(2), InlineData(4)]
    public void So_many_threads_take_part(int threads)
    {
        var pool = new WorkerPool();
        for (var round = 0; round < 20; round++)
        {
            var (there, inside) = (0, 0);
            using var all = new ManualResetEventSlim();
            pool.Run(
                () =>
                {
                    Interlocked.Increment(ref inside);
                    if (Interlocked.Increment(ref there) == threads)
                        all.Set();
                    all.Wait(TimeSpan.FromSeconds(10)); // nobody goes on before all have come
                    Interlocked.Decrement(ref inside);
                },
                threads
            );
            Assert.Equal((threads, 0), (Volatile.Read(ref there), Volatile.Read(ref inside)));
            Thread.Sleep(round % 3); // so that they fall asleep, or do not
        }
    }

    /// <summary>What begins later than the others have ended finds nothing to do, and nothing is done twice.</summary>
    [Fact]
    public void Each_piece_is_done_once()
    {
        var pool = new WorkerPool();
        for (var round = 0; round < 500; round++)
        {
            var (next, done) = (0, new int[7]);
            pool.Run(
                () =>
                {
                    for (var at = Interlocked.Increment(ref next) - 1; at < done.Length; at = Interlocked.Increment(ref next) - 1)
                        Interlocked.Increment(ref done[at]);
                },
                1 + (round % 4)
            );
            Assert.All(done, it => Assert.Equal(1, it));
        }
    }
}
