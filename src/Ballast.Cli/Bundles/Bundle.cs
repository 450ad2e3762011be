using System.IO.Compression;

namespace Ballast.Cli;

/// <summary>
/// A run as one file that can be sent: its record, config, checkpoints and the files that its config names. Unpacked it is the folder of a
/// run like any other.
/// </summary>
internal static class Bundle
{
    private static readonly byte[] s_mark = "PK\u0003\u0004"u8.ToArray();

    /// <summary>Where a run lies: unpacked, if the path is a bundle, else the path.</summary>
    /// <exception cref="UsageException">It is a bundle that is damaged, or larger than the disk has room for.</exception>
    public static string Opened(string path) => Is(path) ? Unpack(path) : path;

    /// <summary>Whether a path is a bundle rather than a run's folder or file.</summary>
    public static bool Is(string path)
    {
        if (!File.Exists(path) || SpecialFile.Kind(path) is not null)
            return false;
        using var stream = File.OpenRead(path);
        var start = new byte[s_mark.Length];
        return stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length && start.AsSpan().SequenceEqual(s_mark);
    }

    /// <summary>Writes one.</summary>
    /// <param name="run">The run; a training may go on with it.</param>
    /// <param name="output">The file.</param>
    /// <param name="data">Whether the files that the config names are taken along.</param>
    /// <returns>What it holds, with the bytes of each before they were packed.</returns>
    /// <exception cref="UsageException">A file that the config names is not there.</exception>
    /// <exception cref="RunFileException">The run cannot be read.</exception>
    public static IReadOnlyList<(string Name, long Bytes)> Pack(RunFolder run, string output, bool data)
    {
        var parts = data ? BundlePart.Of(run) : [];
        List<(string Name, long Bytes)> packed = [];
        AtomicFile.Write(output, stream =>
        {
            packed.Clear();
            using var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
            var manifest = new BundleManifest(parts.ToDictionary(part => part.Key, part => part.Place));
            packed.Add(Add(archive, BundleManifest.FileName, manifest.Write()));
            packed.Add(Add(archive, "config.yaml", run.ConfigText)); // to be read; the run's record holds it too
            packed.Add(Record(archive, run, output));
            packed.AddRange(Checkpoints(archive, run));
            foreach (var (name, path) in parts.SelectMany(part => part.Files))
                packed.Add(Add(archive, name, path, CompressionLevel.Optimal));
        });
        return packed;
    }

    // into a folder of its own that is gone when the process ends
    private static string Unpack(string path)
    {
        var folder = Directory.CreateTempSubdirectory("ballast-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Delete(folder);
        try
        {
            using var archive = ZipFile.OpenRead(path);
            var (size, free) = (archive.Entries.Sum(entry => entry.Length), new DriveInfo(folder).AvailableFreeSpace);
            if (size > free)
                throw new UsageException(
                    $"{path} unpacks to {Words.Bytes(size)}, but {Path.GetTempPath()} has {Words.Bytes(free)} free. Unpack it "
                        + "elsewhere and give the folder."
                );
            archive.ExtractToDirectory(folder);
        }
        catch (Exception fault) when (fault is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            Delete(folder);
            throw new UsageException($"{path} cannot be unpacked: {fault.Message} Have it sent again.");
        }

        return File.Exists(Path.Combine(folder, RunFolder.FileName))
            ? folder
            : throw new UsageException($"{path} is no bundle of a run: it holds no {RunFolder.FileName}. ballast bundle RUN writes one.");
    }

    private static (string Name, long Bytes) Record(ZipArchive archive, RunFolder run, string output)
    {
        var copy = $"{output}.{Guid.NewGuid():N}{AtomicFile.Unfinished}";
        try
        {
            using (var file = RunFile.Open(run.File))
                file.CopyTo(copy); // what a training that goes on has not yet folded in included
            return Add(archive, RunFolder.FileName, copy, CompressionLevel.Optimal);
        }
        finally
        {
            File.Delete(copy);
        }
    }

    private static IEnumerable<(string Name, long Bytes)> Checkpoints(ZipArchive archive, RunFolder run)
    {
        var folder = run.Checkpoints();
        foreach (var file in folder.Newest.Append(folder.Best))
        {
            if (!File.Exists(file))
                continue; // a training that goes on has written later ones
            yield return Add(archive, $"checkpoints/{Path.GetFileName(file)}", file, CompressionLevel.Fastest);
        }
    }

    private static (string Name, long Bytes) Add(ZipArchive archive, string name, string text)
    {
        using var stream = new StreamWriter(archive.CreateEntry(name).Open());
        stream.Write(text);
        return (name, text.Length);
    }

    private static (string Name, long Bytes) Add(ZipArchive archive, string name, string path, CompressionLevel level)
    {
        // taken away under an open handle it is read to its end
        using var source = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var entry = archive.CreateEntry(name, level).Open();
        source.CopyTo(entry);
        return (name, source.Length);
    }

    private static void Delete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            SelfLog.Write($"{folder} is left: {fault.Message}");
        }
    }
}
