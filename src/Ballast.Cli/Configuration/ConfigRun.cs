namespace Ballast.Cli;

/// <summary>
/// One reading of a probe: what was found that was not known, and whether an absence was rehearsed, at most one at a time.
/// </summary>
internal sealed class ConfigRun
{
    private readonly List<Action> _onceWhole = [];

    public long Discovered { get; set; }

    public bool Tried { get; set; }

    /// <summary>
    /// Puts something off until the run has been read to its end: one that breaks off says nothing of what it did not come to.
    /// </summary>
    public void OnceWhole(Action action) => _onceWhole.Add(action);

    public void End(bool whole)
    {
        if (whole)
            _onceWhole.ForEach(action => action());
        _onceWhole.Clear();
    }
}
