namespace Ballast.Cli;

/// <summary>One reading of a probe: what was found that was not known, and whether an absence was rehearsed, at most one at a time.</summary>
internal sealed class ConfigRun
{
    public long Discovered { get; set; }

    public bool Tried { get; set; }
}
