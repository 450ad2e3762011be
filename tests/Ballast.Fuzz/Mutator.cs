using System.Buffers.Binary;
using System.Text;
using System.Text.RegularExpressions;

namespace Ballast.Fuzz;

/// <summary>Damages bytes and texts in the ways of broken disks, cut transfers, careless hands and ill will.</summary>
/// <param name="random">What everything is drawn from.</param>
/// <param name="idle">True to leave everything whole, which is how it is seen that the undamaged inputs are good ones.</param>
internal sealed partial class Mutator(Random random, bool idle = false)
{
    private const int InPlace = 4; // kinds of wounds that leave everything where it is

    private static readonly long[] Extremes =
    [
        0,
        1,
        -1,
        127,
        255,
        256,
        32767,
        65535,
        65536,
        int.MaxValue,
        int.MinValue,
        uint.MaxValue,
        1L << 31,
        1L << 32,
        long.MaxValue,
        long.MinValue,
        0x7FC00000,
        0x7FF8000000000000,
    ];

    private static readonly string[] Numbers =
    [
        "0",
        "-1",
        "1",
        "2",
        "1e999",
        "-1e999",
        "NaN",
        "nan",
        ".inf",
        "inf",
        "1e-320",
        "99999999999999999999",
        "65536",
        "1000000",
        "2147483648",
        "0x10",
        "1_000",
        "1,5",
        "",
        "null",
        "true",
        "''",
        "[]",
        "{}",
        "1e308",
    ];

    private static readonly string[] Sizes =
    [
        "1",
        "2",
        "3",
        "7",
        "10",
        "16",
        "100",
        "1000",
        "1024",
        "10000",
        "65536",
        "100000",
        "10000000",
        "0.5",
        "0.999",
        "1e-8",
        "1e6",
        "0",
    ];

    private static readonly string[] Pieces =
    [
        "\t",
        "\n",
        "\r",
        "\n\n",
        "\0",
        "\"",
        "'",
        ",",
        ";",
        ":",
        ": ",
        "- ",
        "[",
        "]",
        "{",
        "}",
        "&a ",
        "*a",
        "!!str ",
        "|",
        ">-\n",
        "#",
        "? ",
        "---\n",
        "<<: ",
        "~",
        "\u2028",
        "\ufeff",
        "é",
        "\ud83d\ude00",
        "NaN",
        "-",
        "=",
        "../",
        "/dev/null",
        "/dev/zero",
        "/",
    ];

    public Random Random => random;

    public T Of<T>(IReadOnlyList<T> items) => items[random.Next(items.Count)];

    /// <summary>The same with one to six wounds; most often few that move nothing, so that readers come past the first page.</summary>
    public byte[] Bytes(byte[] original)
    {
        var bytes = original.ToList();
        var gentle = random.Next(3) > 0;
        for (var left = idle ? 0 : random.Next(1, gentle ? 3 : 7); left > 0 && bytes.Count > 0; left--)
            Wound(bytes, random.Next(gentle ? InPlace : 9));
        return [.. bytes];
    }

    /// <summary>The same with one to four wounds, most of which leave it a text of its kind.</summary>
    public string Text(string original)
    {
        var text = original;
        for (
            var left =
                idle ? 0
                : random.Next(2) > 0 ? 1
                : random.Next(2, 5);
            left > 0;
            left--
        )
            text = Wound(text);
        return text;
    }

    /// <summary>What is right, or now and then one of the others.</summary>
    public T Mostly<T>(T right, IReadOnlyList<T> others) => idle || random.Next(5) > 0 ? right : Of(others);

    /// <summary>A text as bytes, now and then damaged as such.</summary>
    public byte[] Encoded(string text) =>
        !idle && random.Next(15) == 0 ? Bytes(Encoding.UTF8.GetBytes(text)) : Encoding.UTF8.GetBytes(text);

    private void Wound(List<byte> bytes, int kind)
    {
        // headers are where it matters
        var at = random.Next(random.Next(2) > 0 ? Math.Min(bytes.Count, 200) : bytes.Count);
        var length = Math.Min(random.Next(1, 1 << random.Next(1, 10)), bytes.Count - at);
        switch (kind)
        {
            case 0:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1:
                bytes[at] = (byte)random.Next(256);
                break;
            case 2:
                bytes[at] = Of<byte>([0, 1, 0x7F, 0x80, 0xFF]);
                break;
            case 3:
                Number(bytes, at);
                break;
            case 4:
                bytes.RemoveRange(at, length);
                break;
            case 5:
                bytes.InsertRange(at, bytes.GetRange(at, length));
                break;
            case 6:
                bytes.InsertRange(at, Noise(length));
                break;
            case 7:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            default:
                bytes.AddRange(Noise(length));
                break;
        }
    }

    private void Number(List<byte> bytes, int at)
    {
        var number = new byte[8];
        var width = Of([2, 4, 8]);
        if (random.Next(2) == 0)
            BinaryPrimitives.WriteInt64LittleEndian(number, Of(Extremes));
        else
            BinaryPrimitives.WriteInt64BigEndian(number, Of(Extremes) << (64 - (8 * width)));
        for (var i = 0; i < width && at + i < bytes.Count; i++)
            bytes[at + i] = number[i];
    }

    private byte[] Noise(int length)
    {
        var noise = new byte[length];
        random.NextBytes(noise);
        return noise;
    }

    private string Wound(string text)
    {
        var lines = text.Split('\n').ToList();
        var line = random.Next(lines.Count);
        switch (random.Next(14))
        {
            case < 7:
                return Replaced(text, NumberToken(), Of(random.Next(2) > 0 ? Sizes : Numbers));
            case < 10:
                return Replaced(
                    text,
                    WordToken(),
                    WordToken().Matches(text) is { Count: > 0 } words ? Of([.. words.Select(word => word.Value)]) : ""
                );
            case 10:
                lines.RemoveAt(line);
                break;
            case 11:
                lines.Insert(line, Of(lines));
                break;
            case 12:
                var at = random.Next(text.Length + 1);
                return text.Insert(at, Of(Pieces));
            default:
                var start = random.Next(text.Length + 1);
                return text.Remove(start, Math.Min(random.Next(1, 40), text.Length - start));
        }

        return string.Join('\n', lines);
    }

    private string Replaced(string text, Regex token, string by)
    {
        if (token.Matches(text) is not { Count: > 0 } found)
            return text;
        var one = found[random.Next(found.Count)];
        return text[..one.Index] + by + text[(one.Index + one.Length)..];
    }

    [GeneratedRegex(@"-?\d+(\.\d+)?(e-?\d+)?")]
    private static partial Regex NumberToken();

    [GeneratedRegex("[a-z][a-z-]+")]
    private static partial Regex WordToken();
}
