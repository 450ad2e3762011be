using System.Text;

namespace Ballast;

/// <summary>The text of a table file, in the encoding that its first bytes or its content show.</summary>
internal static class CsvText
{
    private const int Looked = 4096;
    private static readonly Encoding Utf8 = new UTF8Encoding(false, throwOnInvalidBytes: true);

    /// <summary>Windows-1252, in which Excel saves in western Europe; for what is no UTF-8.</summary>
    public static Encoding Western { get; } = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

    /// <summary>UTF-8 and UTF-16 by their marks, UTF-16 also without one, and UTF-8 for everything else.</summary>
    /// <param name="stream">A stream that can seek, at its beginning.</param>
    /// <param name="path">The file, for messages.</param>
    /// <returns>The encoding, and how many bytes its mark takes.</returns>
    /// <exception cref="DatasetException">This is no text.</exception>
    public static (Encoding Encoding, int Mark) Find(Stream stream, string path)
    {
        var bytes = new byte[Looked];
        var start = bytes.AsSpan(0, stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false));
        if (start.StartsWith((ReadOnlySpan<byte>)[0xef, 0xbb, 0xbf]))
            return (Utf8, 3);
        if (start.StartsWith((ReadOnlySpan<byte>)[0xff, 0xfe]))
            return (Utf16(bigEndian: false), 2);
        if (start.StartsWith((ReadOnlySpan<byte>)[0xfe, 0xff]))
            return (Utf16(bigEndian: true), 2);
        var (even, odd) = (0, 0);
        for (var i = 0; i < start.Length; i++)
        {
            if (start[i] != 0)
                continue;
            if (i % 2 == 0)
                even++;
            else
                odd++;
        }

        if (even + odd == 0)
            return (Utf8, 0);
        return 4 * (even + odd) > start.Length && (even == 0 || odd == 0)
            ? (Utf16(bigEndian: odd == 0), 0)
            : throw new DatasetException($"{path} is no text: it holds bytes of 0. A spreadsheet has to be saved as csv.");
    }

    /// <summary>The text from its first line that counts.</summary>
    /// <param name="stream">The file.</param>
    /// <param name="encoding">Its encoding.</param>
    /// <param name="mark">Bytes before the text.</param>
    /// <param name="skip">Lines to leave out.</param>
    public static StreamReader Open(Stream stream, Encoding encoding, int mark, long skip)
    {
        stream.Position = mark;
        var text = new StreamReader(stream, encoding, detectEncodingFromByteOrderMarks: false, bufferSize: 1 << 16, leaveOpen: true);
        for (var i = 0L; i < skip && text.ReadLine() is not null; i++) { }
        return text;
    }

    private static UnicodeEncoding Utf16(bool bigEndian) => new(bigEndian, byteOrderMark: false, throwOnInvalidBytes: true);
}
