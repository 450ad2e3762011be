using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Ballast.Dashboard;

/// <summary>
/// Tells pages which runs have changed. It says only that, and a page asks for its picture anew: one that slept has missed nothing.
/// However many watch, the files are looked at once a pause, and not at all while nobody does.
/// </summary>
internal sealed class News(RunLibrary library, TimeSpan pause, CancellationToken stopping)
{
    private readonly Lock _lock = new();
    private Dictionary<string, RunStamp> _stamps = [];
    private long _lookedAt = -1;
    private long _version;
    private readonly Dictionary<string, long> _changed = [];
    private long _listChanged;

    /// <summary>Events for one page, for as long as it listens.</summary>
    public async IAsyncEnumerable<SseItem<string>> ListenAsync([EnumeratorCancellation] CancellationToken left)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(left, stopping);
        Look();
        long seen;
        lock (_lock)
            seen = _version;
        yield return new("{}", "hello");
        var silent = 0;
        while (!either.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(pause, either.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                yield break;
            }

            Look();
            string? news = null;
            lock (_lock)
            {
                if (_version > seen)
                {
                    string[] runs = [.. _changed.Where(it => it.Value > seen).Select(it => it.Key)];
                    news = JsonSerializer.Serialize(new { runs, list = _listChanged > seen }, ViewJson.Options);
                    seen = _version;
                }
            }

            // now and then a word, so that a connection that is gone is noticed
            if (news is not null || ++silent * pause > TimeSpan.FromSeconds(15))
            {
                silent = 0;
                yield return new(news ?? "{}", news is null ? "still" : "change");
            }
        }
    }

    private void Look()
    {
        lock (_lock)
        {
            var now = Environment.TickCount64;
            if (_lookedAt >= 0 && now - _lookedAt < pause.TotalMilliseconds * 0.8)
                return; // somebody else's page has asked just now
            _lookedAt = now;
            var stamps = library.Paths().ToDictionary(it => it.Key, it => RunStamp.Of(it.Value));
            string[] changed = [.. stamps.Where(it => !_stamps.TryGetValue(it.Key, out var old) || old != it.Value).Select(it => it.Key)];
            var others = stamps.Count != _stamps.Count || stamps.Keys.Any(it => !_stamps.ContainsKey(it));
            _stamps = stamps;
            if (changed.Length == 0 && !others)
                return;
            _version++;
            if (others)
                _listChanged = _version;
            foreach (var run in changed)
                _changed[run] = _version;
        }
    }
}
