using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Ballast;

/// <summary>
/// The frame of a checkpoint: eight bytes that name the format, its version, a header in JSON, the state, and the SHA-256 of
/// all before it. A file is read only after the sum was found right, so a damaged one never reaches a model.
/// </summary>
internal static class CheckpointFile
{
    public const int Format = 1;
    private const int Buffer = 1 << 20,
        LongestHeader = 1 << 28;
    private static readonly byte[] Magic = "BALLASTK"u8.ToArray();

    /// <exception cref="IOException">The file cannot be written; an earlier one of that name is as it was.</exception>
    public static void Write(string path, CheckpointHeader header, Action<BinaryWriter> state, Func<string, Stream>? open = null) =>
        AtomicFile.Write(
            path,
            stream =>
            {
                using var hashing = new HashingStream(stream);
                using var buffered = new BufferedStream(hashing, Buffer);
                using var writer = new BinaryWriter(buffered, Encoding.UTF8, leaveOpen: true);
                writer.Write(Magic);
                writer.Write(Format);
                var json = JsonSerializer.SerializeToUtf8Bytes(header);
                writer.Write(json.Length);
                writer.Write(json);
                state(writer);
                writer.Flush();
                buffered.Flush();
                stream.Write(hashing.Sum());
                stream.Flush();
            },
            open
        );

    /// <summary>Checks the sum, then reads the header and, if asked to, the state.</summary>
    /// <exception cref="CheckpointException">There is no such file, or it is damaged, or of a newer format.</exception>
    public static CheckpointHeader Read(string path, Action<CheckpointHeader, BinaryReader>? state = null)
    {
        using var file = Open(path);
        Check(path, file);
        using var reader = new BinaryReader(file, Encoding.UTF8);
        file.Position = Magic.Length + sizeof(int);
        var length = reader.ReadInt32();
        if (length is < 0 or > LongestHeader || length > file.Length)
            throw Damaged(path, "its header has an impossible length");
        CheckpointHeader header;
        try
        {
            header = JsonSerializer.Deserialize<CheckpointHeader>(reader.ReadBytes(length))!;
        }
        catch (Exception fault) when (fault is JsonException or NotSupportedException)
        {
            throw Damaged(path, fault.Message);
        }

        if (
            header is not { Facts: not null, Tensors: not null, Parts: not null }
            || header.Tensors.Any(it => it is not { Name: not null, Type: not null, Shape: not null })
            || header.Step < 0
        )
            throw Damaged(path, "its header does not say what it is of");
        try
        {
            state?.Invoke(header, reader);
        }
        catch (EndOfStreamException)
        {
            throw Damaged(path, "it ends before all of its state");
        }

        return header;
    }

    private static FileStream Open(string path)
    {
        if (!File.Exists(path))
            throw new CheckpointException($"There is no checkpoint {path}. Check the path.") { Absent = true };
        if (SpecialFile.Kind(path) is { } special)
            throw new CheckpointException($"{path} is {special}, not a file. Give the path of a checkpoint.");
        try
        {
            return new FileStream(
                path,
                FileMode.Open,
                FileAccess.Read,
                FileShare.Read | FileShare.Delete,
                Buffer,
                FileOptions.SequentialScan
            );
        }
        catch (FileNotFoundException fault)
        {
            throw new CheckpointException($"There is no checkpoint {path} any more: {fault.Message}", fault) { Absent = true };
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException($"{path} cannot be read: {fault.Message}", fault);
        }
    }

    private static void Check(string path, FileStream file)
    {
        var start = new byte[Magic.Length + sizeof(int)];
        if (file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) < start.Length)
            throw Damaged(path, "it is cut short");
        if (!start.AsSpan(0, Magic.Length).SequenceEqual(Magic))
            throw Damaged(path, "it does not begin like a checkpoint of Ballast");
        var format = BitConverter.ToInt32(start, Magic.Length);
        if (format > Format)
            throw new CheckpointException(
                $"{path} was written by a newer version of Ballast (checkpoint format "
                    + $"{format}; this one reads up to {Format}). Update Ballast."
            );

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(start);
        var left = file.Length - start.Length - SHA256.HashSizeInBytes;
        var buffer = new byte[Buffer];
        while (left > 0)
        {
            var read = file.Read(buffer, 0, (int)Math.Min(left, buffer.Length));
            if (read == 0)
                break;
            hash.AppendData(buffer, 0, read);
            left -= read;
        }

        var sum = new byte[SHA256.HashSizeInBytes];
        if (
            left != 0
            || file.ReadAtLeast(sum, sum.Length, throwOnEndOfStream: false) < sum.Length
            || !hash.GetCurrentHash().AsSpan().SequenceEqual(sum)
        )
            throw Damaged(path, "its checksum does not match, so it was changed or cut short after it was written");
    }

    private static CheckpointException Damaged(string path, string why) =>
        new($"{path} is damaged: {why}. Use an earlier checkpoint.") { Damaged = true };
}
