using System.Globalization;

namespace Ballast;

/// <summary>
/// A stretch of a training: so many steps (a whole number), or a share of it (a number below 1), so that a setting holds for trainings of
/// any length.
/// <c>Schedules.Cosine(warmup: 100)</c>, <c>Schedules.Cosine(warmup: 0.05)</c>.
/// </summary>
public readonly record struct Duration
{
    private Duration(long steps, double share) => (Steps, Share) = (steps, share);

    /// <summary>The number of steps; 0 where a share is given.</summary>
    public long Steps { get; }

    /// <summary>The share of the training; 0 where steps are given.</summary>
    public double Share { get; }

    /// <summary>So many steps.</summary>
    public static implicit operator Duration(long steps) => new(steps, 0);

    /// <summary>A share of the training.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not at least 0 and below 1.</exception>
    public static implicit operator Duration(double share) =>
        share is >= 0 and < 1
            ? new(0, share)
            : throw new ArgumentOutOfRangeException(
                nameof(share),
                share,
                "A share of a training must be at least 0 and below 1. For a number of steps give a whole number."
            );

    /// <summary>In steps, of a whole of so many.</summary>
    public long Of(long total) => Share > 0 ? (long)Math.Round(Share * total) : Steps;

    /// <summary>Such as <c>100</c> or <c>0.05</c>.</summary>
    public override string ToString() =>
        Share > 0 ? Share.ToString(CultureInfo.InvariantCulture) : Steps.ToString(CultureInfo.InvariantCulture);

    /// <summary>At least one step of <paramref name="total"/>.</summary>
    internal long AtLeastOneOf(long total) => Math.Max(1, Of(total));

    /// <summary>Refuses a negative number of steps, and unless <paramref name="orNone"/> also 0.</summary>
    internal Duration Check(string schedule, string what, bool orNone = false) =>
        Steps > 0 || Share > 0 || (orNone && Steps == 0)
            ? this
            : throw new ArgumentOutOfRangeException(
                what,
                Steps,
                $"The {what} of '{schedule}' must be {(orNone ? "0" : "1")} or more steps, or a share of the training below 1."
            );
}
