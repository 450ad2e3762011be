namespace Ballast;

/// <summary>
/// How SQLite protects a run file. The write-ahead log lets readers and the writer work side by side but needs memory shared
/// between processes, which network file systems do not give: there, the older rollback journal.
/// </summary>
internal enum RunJournal
{
    WriteAhead,
    Rollback,
}

/// <summary>Chooses the journal by where a file lies.</summary>
internal static class RunJournals
{
    private static readonly string[] Network =
    [
        "nfs",
        "nfs4",
        "cifs",
        "smb3",
        "smbfs",
        "smb2",
        "ncpfs",
        "9p",
        "afs",
        "ceph",
        "lustre",
        "gpfs",
        "beegfs",
        "panfs",
        "pvfs2",
        "orangefs",
        "wekafs",
        "ocfs2",
        "gfs2",
        "glusterfs",
        "virtiofs",
        "vboxsf",
        "prl_fs",
        "acfs",
        "davfs",
    ];

    public static RunJournal For(string file)
    {
        if (file.StartsWith(@"\\", StringComparison.Ordinal))
            return RunJournal.Rollback;
        if (OperatingSystem.IsLinux() && File.Exists("/proc/self/mounts"))
            return For(file, File.ReadLines("/proc/self/mounts"));
        var root = Path.GetPathRoot(file);
        return !string.IsNullOrEmpty(root) && new DriveInfo(root).DriveType == DriveType.Network
            ? RunJournal.Rollback
            : RunJournal.WriteAhead;
    }

    /// <summary>By the lines of a Linux mount table; the longest mount point above the file counts, and of equals the last.</summary>
    public static RunJournal For(string file, IEnumerable<string> mounts)
    {
        var (longest, type) = (-1, "");
        foreach (var line in mounts)
        {
            if (line.Split(' ') is not [_, var point, var kind, ..])
                continue;
            point = Unescape(point);
            if (point.Length >= longest && IsAbove(point, file))
                (longest, type) = (point.Length, kind);
        }

        // user-space file systems are remote as a rule (sshfs, s3fs, glusterfs ...), and those that are not lose only speed
        return Network.Contains(type) || type.StartsWith("fuse", StringComparison.Ordinal) ? RunJournal.Rollback : RunJournal.WriteAhead;
    }

    private static bool IsAbove(string folder, string file) =>
        folder == "/" || (file.StartsWith(folder, StringComparison.Ordinal) && file.Length > folder.Length && file[folder.Length] == '/');

    // blanks and the like stand as octal in the table
    private static string Unescape(string text) =>
        text.Replace("\\040", " ", StringComparison.Ordinal)
            .Replace("\\011", "\t", StringComparison.Ordinal)
            .Replace("\\012", "\n", StringComparison.Ordinal)
            .Replace("\\134", "\\", StringComparison.Ordinal);
}
