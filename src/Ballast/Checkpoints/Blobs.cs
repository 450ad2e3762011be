namespace Ballast;

/// <summary>
/// Byte strings with their length before them. A length is believed only as far as the file is long, so that a crafted one asks for no
/// memory.
/// </summary>
internal static class Blobs
{
    /// <summary>Writes what <paramref name="write"/> writes, with its length.</summary>
    public static void WriteBlob(this BinaryWriter writer, Action<Stream> write)
    {
        using var blob = new MemoryStream();
        write(blob);
        writer.Write((int)blob.Length);
        writer.Write(blob.GetBuffer(), 0, (int)blob.Length);
    }

    /// <summary>Reads a length and so many bytes.</summary>
    /// <exception cref="FormatException">The length is negative, or more than is left of the file.</exception>
    public static byte[] ReadBlob(this BinaryReader reader)
    {
        var length = reader.ReadInt32();
        var left = reader.BaseStream.Length - reader.BaseStream.Position;
        return length >= 0 && length <= left
            ? reader.ReadBytes(length)
            : throw new FormatException($"a part of {length} bytes is announced where {left} are left");
    }
}
