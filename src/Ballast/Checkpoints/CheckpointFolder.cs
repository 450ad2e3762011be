using System.Globalization;

namespace Ballast;

/// <summary>The checkpoints of one run: the newest few by step, and the best apart from them.</summary>
/// <param name="path">The folder; it is made when it is first written to.</param>
/// <param name="keep">How many of the newest stay, at least 1. With 2, a damaged one costs the steps since the one before.</param>
public sealed class CheckpointFolder(string path, int keep = 2)
{
    private const string Extension = ".ckpt";
    private readonly int _keep = Require.AtLeast(keep, 1);

    /// <summary>The folder.</summary>
    public string Path { get; } = System.IO.Path.GetFullPath(path);

    /// <summary>The best checkpoint, whether it exists or not.</summary>
    public string Best => System.IO.Path.Combine(Path, "best" + Extension);

    /// <summary>The files of the newest checkpoints, newest first, as their names say.</summary>
    public IReadOnlyList<string> Newest => Directory.Exists(Path)
        ? [.. Directory.EnumerateFiles(Path, $"step-*{Extension}").OrderByDescending(file => file, StringComparer.Ordinal)]
        : [];

    /// <summary>Writes a checkpoint under the name of its step; then older ones than the last few are deleted.</summary>
    /// <exception cref="IOException">It cannot be written; nothing was deleted.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written; nothing was deleted.</exception>
    public void Save(Checkpoint checkpoint, long step, IReadOnlyDictionary<string, string>? facts = null)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        Prepare();
        checkpoint.Save(System.IO.Path.Combine(Path, string.Create(CultureInfo.InvariantCulture, $"step-{step:d12}{Extension}")), step, facts);
        foreach (var old in Newest.Skip(_keep)) File.Delete(old);
    }

    /// <summary>Writes a checkpoint as <see cref="Best"/>.</summary>
    /// <exception cref="IOException">It cannot be written; an earlier best is still there.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written; an earlier best is still there.</exception>
    public void SaveBest(Checkpoint checkpoint, long step, IReadOnlyDictionary<string, string>? facts = null)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        Prepare();
        checkpoint.Save(Best, step, facts);
    }

    /// <summary>
    /// The newest checkpoint that is whole; null if none was ever written. Damaged ones are passed over, which
    /// <see cref="SelfLog"/> says.
    /// </summary>
    /// <exception cref="CheckpointException">There are some, but all are damaged.</exception>
    public CheckpointInfo? NewestGood()
    {
        var files = Newest;
        foreach (var file in files)
        {
            try
            {
                return Checkpoint.Read(file);
            }
            catch (CheckpointException fault) when (fault.Damaged)
            {
                SelfLog.Write($"{fault.Message} Trying the one before.");
            }
        }

        return files.Count == 0 ? null : throw new CheckpointException($"All {files.Count} checkpoints in {Path} are damaged. Start the training again, in another folder.") { Damaged = true };
    }

    // what a kill left unfinished is swept away: a run has one writer
    private void Prepare()
    {
        Directory.CreateDirectory(Path);
        foreach (var unfinished in Directory.EnumerateFiles(Path, "*" + AtomicFile.Unfinished)) File.Delete(unfinished);
    }
}
