using System.Collections.Concurrent;

namespace Ballast.Dashboard;

/// <summary>
/// The runs in a folder by name. A name is looked up among those that are there, never made into a path. Runs that somebody looks at stay
/// open, the last dozen of them.
/// </summary>
internal sealed class RunLibrary(string folder) : IDisposable
{
    private const int MostOpen = 12;
    private readonly ConcurrentDictionary<string, (RunStamp Stamp, RunOverview Overview)> _overviews = new();
    private readonly Dictionary<string, OpenRun> _open = [];
    private readonly Lock _lock = new();
    private long _uses;

    /// <summary>The names, with the folders or files they stand for.</summary>
    public IReadOnlyDictionary<string, string> Paths()
    {
        var full = Path.GetFullPath(folder);
        if (File.Exists(RunFile.PathOf(full)))
            return new Dictionary<string, string> { [Path.GetFileName(full)] = full };
        return Directory.Exists(full) ? RunOverview.RunsIn(full).ToDictionary(it => Path.GetFileName(it)) : [];
    }

    /// <summary>What is known of each run, read anew only where its files have changed. By name.</summary>
    public IReadOnlyList<RunOverview> List() =>
        [.. Paths().AsParallel().AsOrdered().WithDegreeOfParallelism(Environment.ProcessorCount).Select(it => Look(it.Key, it.Value))];

    /// <summary>What shows that any of them has changed.</summary>
    public RunStamp Stamp()
    {
        var hash = new HashCode();
        foreach (var (name, path) in Paths())
        {
            hash.Add(name);
            hash.Add(RunStamp.Of(path));
        }

        return new(hash.ToHashCode(), 0, 0, 0, 0, RunLockState.None);
    }

    /// <summary>Something about one run; what is new in it is read first, of much only so much as takes a moment.</summary>
    /// <param name="name">Which.</param>
    /// <param name="budget">How long may be read before.</param>
    /// <param name="look">At what.</param>
    /// <exception cref="RunFileException">It is not there, or cannot be read.</exception>
    public T Of<T>(string name, TimeSpan budget, Func<RunView, T> look)
    {
        if (!Paths().TryGetValue(name, out var path))
            throw new RunFileException($"There is no run {name} here any more.");
        var run = Take(name, path);
        try
        {
            run.View.Follow(budget);
            return look(run.View);
        }
        finally
        {
            Give(run);
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            foreach (var run in _open.Values)
                run.View.Dispose();
            _open.Clear();
        }
    }

    private RunOverview Look(string name, string path)
    {
        var stamp = RunStamp.Of(path);
        if (_overviews.TryGetValue(name, out var known) && known.Stamp == stamp)
            return known.Overview;
        var overview = RunOverview.Read(path) with { Run = name };
        _overviews[name] = (stamp, overview);
        return overview;
    }

    private OpenRun Take(string name, string path)
    {
        lock (_lock)
        {
            var born = File.GetCreationTimeUtc(RunFile.PathOf(path));
            // a folder that was removed and trained into again is another run
            if (_open.TryGetValue(name, out var run) && run.Born != born && run.Users == 0)
            {
                run.View.Dispose();
                _open.Remove(name);
                run = null;
            }

            if (run is null)
            {
                foreach (var old in _open.Where(it => it.Value.Users == 0).OrderBy(it => it.Value.Used).ToArray())
                {
                    if (_open.Count < MostOpen)
                        break;
                    old.Value.View.Dispose();
                    _open.Remove(old.Key);
                }

                _open[name] = run = new(RunView.Open(path), born);
            }

            run.Users++;
            run.Used = ++_uses;
            return run;
        }
    }

    private void Give(OpenRun run)
    {
        lock (_lock)
            run.Users--;
    }

    private sealed class OpenRun(RunView view, DateTime born)
    {
        public RunView View => view;
        public DateTime Born => born;
        public int Users { get; set; }
        public long Used { get; set; }
    }
}
