namespace Ballast;

/// <summary>What tests turn to rehearse slow, full and locked disks; the defaults are right for every training.</summary>
internal sealed record RunFileTuning
{
    /// <summary>Rows under way at most; default depends on their size.</summary>
    public int? Capacity { get; init; }

    /// <summary>The journal; default is by file system.</summary>
    public RunJournal? Journal { get; init; }

    /// <summary>Largest file in pages of 4 KiB; 0 for no limit.</summary>
    public int MaxPages { get; init; }

    /// <summary>How often the writer looks for rows, and so how fresh a reader's view is.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How long another process may keep the file locked before the writer gives up.</summary>
    public TimeSpan LockPatience { get; init; } = TimeSpan.FromSeconds(15);
}
