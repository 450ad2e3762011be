namespace Ballast;

/// <summary>What a run file notes beside the steps.</summary>
public sealed record RunFileOptions
{
    /// <summary>
    /// Facts about the run, noted at once: the config's text as <c>config</c>, <c>seed</c>, <c>device</c>, versions. Nothing
    /// about the host belongs here, so that run files can be shared. Versions of Ballast and .NET, the git commit, start and
    /// status are noted anyway.
    /// </summary>
    public IReadOnlyDictionary<string, string> Info { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// Statistics of the single parameters are kept every so many steps, and at every intervention; default is every step. They
    /// cost about 16 bytes per parameter and step on disk; the other columns about 100 bytes.
    /// </summary>
    public int StatisticsEvery { get; init; } = 1;

    /// <summary>Go on with a file that exists, for a training that is resumed; steps done again replace their earlier rows.</summary>
    public bool Append { get; init; }

    /// <summary>
    /// With <see cref="Append"/>: the number of steps the training goes on after. What is recorded of later ones is taken out first, and so
    /// is the end.
    /// </summary>
    public long? ResumeAt { get; init; }
}
