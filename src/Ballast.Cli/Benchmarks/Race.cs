using System.Diagnostics;

namespace Ballast.Cli;

/// <summary>
/// Times several ways of doing the same, in turn and in an order that rotates, so that whatever else the machine does hits all
/// of them alike. Only ratios of the medians mean anything.
/// </summary>
internal sealed class Race
{
    private readonly List<(string Name, Action Run, bool Foreign, List<double> Times)> _runners = [];

    /// <summary>One more way.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="run">Does it once.</param>
    /// <param name="foreign">Whether it runs TorchSharp's own optimizers, which must not meet a collection.</param>
    public Race Add(string name, Action run, bool foreign = false)
    {
        _runners.Add((name, run, foreign, []));
        return this;
    }

    /// <summary>Runs rounds until the time is spent, but at least a few, after a warm-up that lets the compiler finish.</summary>
    public Race Run(TimeSpan budget, int warmup = 40, int least = 9, int most = 400)
    {
        // several times 30 calls, with pauses: tiered compilation replaces methods in the background
        foreach (var (_, run, foreign, _) in _runners)
        {
            using var calm = foreign ? new NoCollection() : null;
            var started = Stopwatch.GetTimestamp();
            for (var i = 0; i < warmup && (i < 3 || Stopwatch.GetElapsedTime(started) < budget / 3); i++)
                run();
        }

        var begun = Stopwatch.GetTimestamp();
        for (var round = 0; round < least || (round < most && Stopwatch.GetElapsedTime(begun) < budget); round++)
        {
            for (var i = 0; i < _runners.Count; i++)
            {
                var (_, run, foreign, times) = _runners[(i + round) % _runners.Count];
                using var calm = foreign ? new NoCollection() : null;
                var started = Stopwatch.GetTimestamp();
                run();
                times.Add(Stopwatch.GetElapsedTime(started).TotalSeconds);
            }
        }

        return this;
    }

    /// <summary>Median seconds of one.</summary>
    public double Median(string name)
    {
        var times = _runners.Single(runner => runner.Name == name).Times.Order().ToArray();
        return times.Length % 2 == 1 ? times[times.Length / 2] : (times[(times.Length / 2) - 1] + times[times.Length / 2]) / 2;
    }

    /// <summary>
    /// The median over rounds of one's time over another's in the same round: steadier than a ratio of medians where the machine's speed
    /// drifts.
    /// </summary>
    public double Ratio(string name, string against)
    {
        var (mine, theirs) = (_runners.Single(r => r.Name == name).Times, _runners.Single(r => r.Name == against).Times);
        var ratios = mine.Zip(theirs, (a, b) => a / b).Order().ToArray();
        return ratios[ratios.Length / 2];
    }
}
