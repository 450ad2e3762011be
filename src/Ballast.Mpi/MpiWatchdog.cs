using System.Diagnostics;
using System.Globalization;

namespace Ballast.Mpi;

/// <summary>
/// Ends this process, and so the job, where a rank has waited for the others for too long: MPI itself waits for ever for one that hangs,
/// and for a cable that is out. Only waiting counts: a rank may compute, load and evaluate for as long as the others are ready to wait.
/// </summary>
internal sealed class MpiWatchdog : IDisposable
{
    /// <summary>How long a rank waits for the others, in seconds, unless it is told otherwise.</summary>
    public const string Variable = "BALLAST_MPI_TIMEOUT";
    private const double Usual = 600;
    private readonly TimeSpan _limit;
    private readonly Action<string> _end;
    private readonly Timer _timer;
    private long _since; // 0 while nobody waits
    private volatile string _what = "";

    /// <param name="limit">How long is too long.</param>
    /// <param name="end">Says why and ends the process.</param>
    public MpiWatchdog(TimeSpan limit, Action<string> end)
    {
        (_limit, _end) = (limit, end);
        var every = TimeSpan.FromSeconds(Math.Clamp(limit.TotalSeconds / 4, 0.05, 5));
        _timer = new(_ => Look(), null, every, every);
    }

    /// <summary>As the environment has it.</summary>
    /// <exception cref="MpiException">That is no number of seconds.</exception>
    public static TimeSpan Limit()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { } text)
            return TimeSpan.FromSeconds(Usual);
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and <= 1e7
            ? TimeSpan.FromSeconds(seconds)
            : throw new MpiException($"{Variable} is '{text}': give the seconds that a rank may wait for the others, such as 600.");
    }

    /// <summary>Waits until the returned is disposed of. Costs two writes.</summary>
    public Waiting Wait(string what)
    {
        _what = what;
        Volatile.Write(ref _since, Stopwatch.GetTimestamp());
        return new(this);
    }

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        var since = Volatile.Read(ref _since);
        if (since != 0 && Stopwatch.GetElapsedTime(since) is var waited && waited > _limit)
            _end(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"has waited {waited.TotalSeconds:f0} s for the other ranks ({_what}): one hangs, or the network is cut. This ends the "
                        + $"job; it can be gone on with from its last checkpoint. {Variable} sets how long to wait."
                )
            );
    }

    /// <summary>A wait that ends.</summary>
    internal readonly struct Waiting(MpiWatchdog watchdog) : IDisposable
    {
        public void Dispose() => Volatile.Write(ref watchdog._since, 0);
    }
}
