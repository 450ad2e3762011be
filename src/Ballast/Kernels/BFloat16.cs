using System.Runtime.CompilerServices;

namespace Ballast;

/// <summary>The upper half of a float32: the storage of bfloat16 tensors.</summary>
internal readonly struct BFloat16
{
    private readonly ushort _bits;

    private BFloat16(ushort bits) => _bits = bits;

    private float Value => BitConverter.UInt32BitsToSingle((uint)_bits << 16);

    /// <summary>Exact.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static unsafe void Widen(BFloat16* from, float* to, int count)
    {
        for (var i = 0; i < count; i++)
            to[i] = from[i].Value;
    }

    /// <summary>Rounds to nearest, ties to even, as libtorch does; NaN stays NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static unsafe void Narrow(float* from, BFloat16* to, int count)
    {
        for (var i = 0; i < count; i++)
            to[i] = new(Round(from[i]));
    }

    /// <summary>
    /// Copies of full precision follow what was stored: where one does not round to it, something else has changed the weight since.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static unsafe void Follow(BFloat16* stored, float* copy, int count)
    {
        for (var i = 0; i < count; i++)
            if (Round(copy[i]) != stored[i]._bits)
                copy[i] = stored[i].Value;
    }

    private static ushort Round(float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        return float.IsNaN(value) ? (ushort)0x7FC0 : (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }
}
