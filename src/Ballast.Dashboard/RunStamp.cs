namespace Ballast.Dashboard;

/// <summary>What shows that a run has changed, without opening it.</summary>
internal readonly record struct RunStamp(long Written, long Length, long LogWritten, long LogLength, long Explained, RunLockState Lock)
{
    /// <param name="folder">Of the run.</param>
    public static RunStamp Of(string folder)
    {
        var file = Path.Combine(folder, "run.db");
        var ((written, length), (logWritten, logLength)) = (Look(file), Look(file + "-wal"));
        return new(written, length, logWritten, logLength, Look(Path.Combine(folder, "explained.json")).Item1, RunLockFile.State(file));
    }

    private static (long, long) Look(string path)
    {
        var file = new FileInfo(path);
        return file.Exists ? (file.LastWriteTimeUtc.Ticks, file.Length) : (0, 0);
    }
}
