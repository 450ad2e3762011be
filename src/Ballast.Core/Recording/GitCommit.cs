namespace Ballast;

/// <summary>The commit that is checked out, read from git's own files: no process is started and git need not be installed.</summary>
internal static class GitCommit
{
    /// <summary>The commit of the repository around a folder; null if there is none or it cannot be read.</summary>
    public static string? Find(string folder)
    {
        try
        {
            for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
            {
                var git = Path.Combine(at.FullName, ".git");
                if (Directory.Exists(git))
                    return Read(git);
                if (File.Exists(git))
                    return Read(Path.GetFullPath(File.ReadAllText(git).Trim()["gitdir: ".Length..], at.FullName));
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException) { }

        return null;
    }

    private static string? Read(string git)
    {
        var head = File.ReadAllText(Path.Combine(git, "HEAD")).Trim();
        if (!head.StartsWith("ref: ", StringComparison.Ordinal))
            return head;
        var reference = head["ref: ".Length..];

        // a worktree keeps its branches in the main repository
        var common = Path.Combine(git, "commondir");
        if (File.Exists(common))
            git = Path.GetFullPath(File.ReadAllText(common).Trim(), git);
        var loose = Path.Combine(git, reference);
        if (File.Exists(loose))
            return File.ReadAllText(loose).Trim();
        var packed = Path.Combine(git, "packed-refs");
        return File.Exists(packed)
            ? File.ReadLines(packed).FirstOrDefault(line => line.EndsWith(" " + reference, StringComparison.Ordinal))?.Split(' ')[0]
            : null;
    }
}
