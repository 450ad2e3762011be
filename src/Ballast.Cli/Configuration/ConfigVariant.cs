namespace Ballast.Cli;

/// <summary>The keys of one variant of a mapping.</summary>
internal sealed class ConfigVariant
{
    private readonly Dictionary<string, int> _needed = []; // how many whole runs needed it

    /// <summary>Every key with what it accepts.</summary>
    public Dictionary<string, ConfigShape> Keys { get; } = [];

    /// <summary>How many runs came here and were read to their end.</summary>
    public int Visits { get; set; }

    public bool Unexplored => Keys.Any(pair => pair.Value.Unexplored || (!pair.Value.TriedAbsent && !_needed.ContainsKey(pair.Key)));

    /// <summary>A key was asked for and has to be there; what a run needs counts once it has been read to its end.</summary>
    public void Need(string key, ConfigRun run)
    {
        _needed.TryAdd(key, 0);
        run.OnceWhole(() => _needed[key]++);
    }

    /// <summary>Whether every run needed the key: one that only some need has an alternative.</summary>
    public bool Requires(string key) => _needed.TryGetValue(key, out var times) && times >= Visits;
}
