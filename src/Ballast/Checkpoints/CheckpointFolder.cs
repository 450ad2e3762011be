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
    public IReadOnlyList<string> Newest =>
        Directory.Exists(Path)
            ? [.. Directory.EnumerateFiles(Path, $"step-*{Extension}").OrderByDescending(file => file, StringComparer.Ordinal)]
            : [];

    /// <summary>
    /// Writes a checkpoint under the name of its step; then older ones than the last few are deleted. On a full disk older ones make
    /// room, but never the last that is whole.
    /// </summary>
    /// <exception cref="IOException">It cannot be written; the last one before it is still there.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written; nothing was deleted.</exception>
    public void Save(Checkpoint checkpoint, long step, IReadOnlyDictionary<string, string>? facts = null)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        Prepare();
        var file = System.IO.Path.Combine(Path, NameOf(step));
        while (true)
        {
            try
            {
                checkpoint.Save(file, step, facts);
                break;
            }
            catch (IOException fault) when (DiskSpace.IsFull(fault) && Spare(file) is { } spare)
            {
                File.Delete(spare);
            }
        }

        foreach (var old in Newest.Skip(_keep))
            File.Delete(old);
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
            catch (CheckpointException fault) when (fault.Absent)
            {
                // a training that goes on has written later ones since the folder was looked at
                if (!Newest.SequenceEqual(files))
                    return NewestGood();
            }
            catch (CheckpointException fault) when (fault.Damaged)
            {
                SelfLog.Write($"{fault.Message} Trying the one before.");
            }
        }

        return files.Count == 0
            ? null
            : throw new CheckpointException(
                $"All {files.Count} checkpoints in {Path} are damaged. Start the training again, in another folder."
            )
            {
                Damaged = true,
            };
    }

    /// <summary>The newest checkpoint that is whole and has no more than so many steps; null if there is none.</summary>
    /// <param name="steps">Steps taken, refused ones included.</param>
    public CheckpointInfo? NewestGood(long steps)
    {
        foreach (var file in Newest)
        {
            if (string.CompareOrdinal(System.IO.Path.GetFileName(file), NameOf(steps)) > 0)
                continue; // to check it is to read all of it
            try
            {
                return Checkpoint.Read(file);
            }
            catch (CheckpointException fault) when (fault.Absent || fault.Damaged)
            {
                SelfLog.Write($"{fault.Message} Trying the one before.");
            }
        }

        return null;
    }

    private static string NameOf(long step) => string.Create(CultureInfo.InvariantCulture, $"step-{step:d12}{Extension}");

    // where the disk is full the newest weights are worth more than older ones, as long as one that is whole stays
    private string? Spare(string file)
    {
        string[] others = [.. Newest.Where(it => it != file)];
        var whole = others.FirstOrDefault(IsWhole);
        return whole is null ? null : others.LastOrDefault(it => it != whole);
    }

    private static bool IsWhole(string file)
    {
        try
        {
            Checkpoint.Read(file);
            return true;
        }
        catch (CheckpointException)
        {
            return false;
        }
    }

    // what a kill left unfinished is swept away: a run has one writer
    private void Prepare()
    {
        Directory.CreateDirectory(Path);
        foreach (var unfinished in Directory.EnumerateFiles(Path, "*" + AtomicFile.Unfinished))
            File.Delete(unfinished);
    }
}
