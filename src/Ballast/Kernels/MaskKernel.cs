using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Ballast;

/// <summary>
/// Fills memory with a value or 0 at random: xoshiro128++ (Blackman, Vigna 2021, arXiv:1805.01407) in 16 lanes side by side, whatever the
/// width of the machine's vectors, so that the values are the same everywhere.
/// </summary>
internal static unsafe class MaskKernel
{
    /// <summary>Each of <paramref name="length"/> values is kept where 32 random bits are below <paramref name="threshold"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Fill(float* values, int length, ulong key, uint threshold, float value)
    {
        var start = stackalloc ulong[32];
        for (var i = 0; i < 32; i++)
            start[i] = SplitMix.Mix(key + ((ulong)(i + 1) * 0x9e3779b97f4a7c15));
        var (a, b, c, d) = (
            Vector512.Load((uint*)start),
            Vector512.Load((uint*)start + 16),
            Vector512.Load((uint*)start + 32),
            Vector512.Load((uint*)start + 48)
        );
        var (limit, kept) = (Vector512.Create(threshold), Vector512.Create(value).AsUInt32());
        for (var i = 0; i < length; i += 16)
        {
            var sum = a + d;
            var bits = ((sum << 7) | (sum >>> 25)) + a;
            var shifted = b << 9;
            c ^= a;
            d ^= b;
            b ^= c;
            a ^= d;
            c ^= shifted;
            d = (d << 11) | (d >>> 21);
            var row = (Vector512.LessThan(bits, limit) & kept).AsSingle();
            if (length - i >= 16)
            {
                row.Store(values + i);
                continue;
            }

            for (var lane = 0; lane < length - i; lane++)
                values[i + lane] = row[lane];
        }
    }
}
