namespace Ballast.Reference;

/// <summary>
/// The random masks of host memory, one value after the other: 16 independent xoshiro128++ generators, seeded by SplitMix64, dealt out like
/// cards.
/// </summary>
public static class SlowMask
{
    private const int Block = 16384,
        Lanes = 16;

    public static float[] Fill(int length, ulong key, double share, float value)
    {
        var threshold = (uint)Math.Min(uint.MaxValue, Math.Round(share * Math.Pow(2, 32)));
        var values = new float[length];
        for (var block = 0; block * Block < length; block++)
        {
            var generators = Seed(Mix(key ^ (ulong)block));
            for (var i = 0; i < Block && (block * Block) + i < length; i++)
                values[(block * Block) + i] = Next(generators[i % Lanes]) < threshold ? value : 0;
        }

        return values;
    }

    private static uint[][] Seed(ulong key)
    {
        var words = new uint[4 * Lanes];
        for (var i = 0; i < words.Length / 2; i++)
        {
            var mixed = Mix(unchecked(key + ((ulong)(i + 1) * 0x9e3779b97f4a7c15)));
            (words[2 * i], words[(2 * i) + 1]) = ((uint)mixed, (uint)(mixed >> 32));
        }

        return
        [
            .. Enumerable.Range(0, Lanes).Select(lane => Enumerable.Range(0, 4).Select(word => words[(word * Lanes) + lane]).ToArray()),
        ];
    }

    private static uint Next(uint[] s)
    {
        unchecked
        {
            var result = uint.RotateLeft(s[0] + s[3], 7) + s[0];
            var shifted = s[1] << 9;
            s[2] ^= s[0];
            s[3] ^= s[1];
            s[1] ^= s[2];
            s[0] ^= s[3];
            s[2] ^= shifted;
            s[3] = uint.RotateLeft(s[3], 11);
            return result;
        }
    }

    private static ulong Mix(ulong z)
    {
        unchecked
        {
            z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
            z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
            return z ^ (z >> 31);
        }
    }
}
