namespace Ballast;

/// <summary>Opens the files of data sets, and says in one way what is wrong with them.</summary>
internal static class DataFile
{
    private const int FirstPiece = 1 << 20;

    /// <summary>Reads a file; whatever goes wrong names it.</summary>
    /// <exception cref="DatasetException">The file is absent, cannot be read, or is not what it should be.</exception>
    public static T Read<T>(string path, Func<Stream, T> read)
    {
        if (SpecialFile.Kind(path) is { } special)
            throw new DatasetException($"{path} cannot be read: it is {special}, not a file. Give a file, or remove it.");
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            return read(stream);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new DatasetException($"{path} cannot be read: there is no such file. Check the path.", e);
        }
        catch (Exception e)
            when (e is IOException and not DatasetException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new DatasetException($"{path} cannot be read: {e.Message}", e);
        }
        catch (InvalidDataException e)
        {
            throw new DatasetException($"{path} is damaged: {e.Message} Fetch or write it again.", e);
        }
    }

    /// <summary>
    /// The next <paramref name="count"/> bytes, or as many as there are. Memory grows with what arrives, not with what a damaged header
    /// promises.
    /// </summary>
    public static byte[] Take(Stream stream, int count)
    {
        var bytes = new byte[Math.Min(count, FirstPiece)];
        var read = 0;
        while (true)
        {
            read += stream.ReadAtLeast(bytes.AsSpan(read), bytes.Length - read, throwOnEndOfStream: false);
            if (read < bytes.Length)
                return bytes[..read];
            if (read == count)
                return bytes;
            Array.Resize(ref bytes, (int)Math.Min(count, 2L * bytes.Length));
        }
    }

    /// <summary>Writes a file beside its place and moves it there, so that nobody ever sees half of it.</summary>
    public static void WriteAtomically(string path, Action<Stream> write)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var partial = $"{path}.{Guid.NewGuid():N}.part";
        try
        {
            using (var stream = new FileStream(partial, FileMode.CreateNew, FileAccess.Write))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(partial, path, overwrite: true);
        }
        finally
        {
            File.Delete(partial); // does nothing after the move
        }
    }
}
