namespace Ballast;

/// <summary>
/// Cuts the steps of a run into buckets of one width, a power of two, that begin at multiples of it. So a run that grew while it was
/// looked at has the buckets of one that is read at once, and two neighbours make exactly one of the next width: the same picture every
/// time.
/// </summary>
/// <param name="Start">The first step; a multiple of the width.</param>
/// <param name="Width">Steps to a bucket.</param>
internal readonly record struct BucketGrid(long Start, long Width)
{
    /// <summary>The finest grid that covers the steps from one to before another in no more than so many buckets.</summary>
    public static BucketGrid Over(long from, long to, int most)
    {
        var width = 1L;
        while (((to - 1) / width) - (from / width) + 1 > most)
            width *= 2;
        return new(from / width * width, width);
    }

    /// <summary>The bucket that a step falls in.</summary>
    public int IndexOf(long step) => checked((int)((step - Start) / Width));

    /// <summary>The grid of buckets twice as wide, for a start that is a multiple of that too.</summary>
    public BucketGrid Wider => new(Start, Width * 2);
}
