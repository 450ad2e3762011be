namespace Ballast;

/// <summary>
/// A shuffle that is a pure function of seed and epoch: Fisher-Yates driven by SplitMix64 (Steele, Lea, Flood 2014). So a checkpoint
/// needs three numbers instead of a generator's state, and the order is the same on every platform and version.
/// </summary>
internal static class Permutation
{
    /// <summary>The numbers 0 to <paramref name="count"/> - 1 in the order of this epoch.</summary>
    public static long[] Of(long count, long seed, long epoch)
    {
        var order = new long[count];
        for (var i = 0L; i < count; i++)
            order[i] = i;
        var state = SplitMix.Mix((ulong)seed) ^ SplitMix.Mix(~(ulong)epoch);
        for (var i = count - 1; i > 0; i--)
        {
            state += 0x9e3779b97f4a7c15;
            // the high half of the product is uniform on 0..i up to a bias of count / 2^64
            var j = (long)Math.BigMul(SplitMix.Mix(state), (ulong)i + 1, out _);
            (order[i], order[j]) = (order[j], order[i]);
        }
        return order;
    }

    /// <summary>A seed for what is random in one batch, different for every position.</summary>
    public static ulong Key(BatchPosition position) =>
        SplitMix.Mix(SplitMix.Mix(SplitMix.Mix((ulong)position.Seed) ^ ~(ulong)position.Epoch) ^ SplitMix.Mix((ulong)position.Batch + 1));
}
