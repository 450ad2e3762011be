namespace Ballast.Dashboard;

/// <summary>What shows that a run has changed, without opening it.</summary>
internal readonly record struct RunStamp(long Written, long Length, long LogWritten, long LogLength, long Explained, RunLockState Lock)
{
    /// <param name="path">The folder of the run, or its file.</param>
    public static RunStamp Of(string path)
    {
        var file = RunFile.PathOf(path);
        var ((written, length), (logWritten, logLength)) = (Look(file), Look(file + "-wal"));
        return new(written, length, logWritten, logLength, Look(TriedChanges.PathOf(file)).Item1, RunLockFile.State(file));
    }

    private static (long, long) Look(string path)
    {
        var file = new FileInfo(path);
        return file.Exists ? (file.LastWriteTimeUtc.Ticks, file.Length) : (0, 0);
    }
}
