using System.Security.Cryptography;
using System.Text;

namespace Ballast;

/// <summary>
/// The decoded pixels of a folder in one file: a magic word, the fingerprint of the pictures, the checksum of the pixels, the pixels. A
/// cache that is stale, damaged or cannot be read is as good as none, and one that cannot be written is no error.
/// </summary>
internal sealed class PixelCache
{
    private static readonly byte[] s_magic = "BLSTPIX1"u8.ToArray();
    private readonly byte[] _fingerprint;

    /// <param name="folder">The folder of pictures.</param>
    /// <param name="form">What they were made into; each form has a file of its own.</param>
    /// <param name="fingerprint">SHA-256 of what the pictures are.</param>
    public PixelCache(string folder, string form, byte[] fingerprint)
    {
        var key = SHA256.HashData(Encoding.UTF8.GetBytes($"{System.IO.Path.GetFullPath(folder)}\0{form}"));
        Path = System.IO.Path.Combine(Datasets.Folder("cache"), $"images-{Convert.ToHexStringLower(key)[..16]}.bin");
        _fingerprint = fingerprint;
    }

    public string Path { get; }

    /// <summary>The pixels, or null when there is no cache that is true and whole.</summary>
    public byte[]? Read(int length)
    {
        if (!File.Exists(Path))
            return null;
        try
        {
            return DataFile.Read(Path, stream =>
            {
                var head = DataFile.Take(stream, s_magic.Length + (2 * SHA256.HashSizeInBytes));
                if (!head.AsSpan().StartsWith([.. s_magic, .. _fingerprint]))
                    return null;
                var pixels = DataFile.Take(stream, length);
                return head.AsSpan().EndsWith(SHA256.HashData(pixels)) && pixels.Length == length && stream.ReadByte() < 0 ? pixels : null;
            });
        }
        catch (DatasetException)
        {
            return null;
        }
    }

    public void Write(byte[] pixels)
    {
        try
        {
            DataFile.WriteAtomically(Path, stream =>
            {
                stream.Write(s_magic);
                stream.Write(_fingerprint);
                stream.Write(SHA256.HashData(pixels));
                stream.Write(pixels);
            });
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // the next training decodes again
        }
    }
}
