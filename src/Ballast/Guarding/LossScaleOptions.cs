namespace Ballast;

/// <summary>
/// Dynamic loss scaling for gradients of 16 bits, whose small values would be rounded to zero; see <see cref="GuardOptions.LossScale"/>.
/// </summary>
public sealed record LossScaleOptions
{
    /// <summary>The scale to begin with, a power of two from 2^-24 to 2^24. Default 65536.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is no such power.</exception>
    public double Initial
    {
        get;
        init =>
            field =
                Math.Log2(value) is >= -24 and <= 24 and var bits && bits == Math.Round(bits)
                    ? value
                    : throw new ArgumentOutOfRangeException(
                        nameof(Initial),
                        value,
                        "A loss scale must be a power of two from 2^-24 to 2^24."
                    );
    } = 65536;

    /// <summary>Good steps in a row after which the scale doubles, at least 1. Default 2000.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below 1.</exception>
    public int GrowEvery
    {
        get;
        init => field = Require.AtLeast(value, 1, nameof(GrowEvery));
    } = 2000;
}
