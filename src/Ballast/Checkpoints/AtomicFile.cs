namespace Ballast;

/// <summary>
/// Writes a file under another name, flushes it to the disk and moves it into place: whoever looks finds the old file or the
/// new one, whole, also after a kill or a power failure.
/// </summary>
internal static class AtomicFile
{
    /// <summary>What an unfinished file ends in.</summary>
    public const string Unfinished = ".unfinished";

    /// <param name="path">The file; one that exists is replaced.</param>
    /// <param name="write">Writes it; what it throws is passed on, and nothing is left behind.</param>
    /// <param name="open">Opens the unfinished file; null for a file on the disk. Tests rehearse a full disk here.</param>
    public static void Write(string path, Action<Stream> write, Func<string, Stream>? open = null)
    {
        var unfinished = $"{path}.{Guid.NewGuid():N}{Unfinished}";
        try
        {
            using (var stream = open?.Invoke(unfinished) ?? new FileStream(unfinished, FileMode.CreateNew, FileAccess.Write))
            {
                write(stream);
                if (stream is FileStream file)
                    file.Flush(flushToDisk: true);
            }

            File.Move(unfinished, path, overwrite: true);
        }
        catch (ArgumentOutOfRangeException fault)
        {
            // so .NET says that a file may not become so large, on a file system that bounds them or by a limit of the process
            throw new IOException($"{path} would be larger than a file may be there: {fault.Message}", fault);
        }
        finally
        {
            File.Delete(unfinished);
        }
    }
}
