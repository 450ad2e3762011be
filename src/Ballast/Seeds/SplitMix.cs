namespace Ballast;

/// <summary>Turns numbers into numbers that look random: the finaliser of SplitMix64 (Steele, Lea, Flood 2014).</summary>
internal static class SplitMix
{
    public static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
        z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
        return z ^ (z >> 31);
    }

    /// <summary>A seed for what stands at a position, different for every seed and position; at least 0.</summary>
    public static long Seed(long seed, long position) => (long)(Mix(Mix((ulong)seed + 0x9e3779b97f4a7c15) ^ Mix((ulong)position + 1)) >> 1);
}
