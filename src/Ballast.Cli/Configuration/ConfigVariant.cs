namespace Ballast.Cli;

/// <summary>The keys of one variant of a mapping.</summary>
internal sealed class ConfigVariant
{
    private readonly Dictionary<string, int> _needed = [];

    /// <summary>Every key with what it accepts.</summary>
    public Dictionary<string, ConfigShape> Keys { get; } = [];

    /// <summary>How many runs came here.</summary>
    public int Visits { get; set; }

    public bool Unexplored => Keys.Any(pair => pair.Value.Unexplored || (!pair.Value.TriedAbsent && !_needed.ContainsKey(pair.Key)));

    /// <summary>A key was asked for and has to be there.</summary>
    public void Need(string key) => _needed[key] = _needed.GetValueOrDefault(key) + 1;

    /// <summary>Whether every run needed the key: one that only some need has an alternative.</summary>
    public bool Requires(string key) => _needed.GetValueOrDefault(key) >= Visits;
}
