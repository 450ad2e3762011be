namespace Ballast;

/// <summary>Names of the files of a run.</summary>
internal static class RunPaths
{
    public const string FileName = "run.db";

    /// <summary>
    /// The run file that a user means: a file ending in <c>.db</c> or one that exists, else the <c>run.db</c> of a folder.
    /// </summary>
    public static string Resolve(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        var isFile = File.Exists(path) || (path.EndsWith(".db", StringComparison.OrdinalIgnoreCase) && !Directory.Exists(path));
        return Path.GetFullPath(isFile ? path : Path.Combine(path, FileName));
    }
}
