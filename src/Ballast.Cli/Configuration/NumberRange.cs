using System.Globalization;

namespace Ballast.Cli;

/// <summary>The numbers a setting allows. NaN is in no range.</summary>
/// <param name="Low">Lower end.</param>
/// <param name="High">Upper end.</param>
/// <param name="LowIncluded">Whether the lower end itself is allowed.</param>
/// <param name="HighIncluded">Whether the upper end itself is allowed.</param>
internal readonly record struct NumberRange(double Low, double High, bool LowIncluded = true, bool HighIncluded = true)
{
    /// <summary>Above 0, up to <paramref name="high"/>.</summary>
    public static NumberRange Above0(double high) => new(0, high, LowIncluded: false);

    /// <summary>0 included, 1 not.</summary>
    public static NumberRange Below1 { get; } = new(0, 1, HighIncluded: false);

    /// <summary>Whether a number is allowed.</summary>
    public bool Contains(double value) => (LowIncluded ? value >= Low : value > Low) && (HighIncluded ? value <= High : value < High);

    /// <summary>In words: "above 0 and at most 1000000".</summary>
    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{(LowIncluded ? "at least" : "above")} {Low:0.###} and {(HighIncluded ? "at most" : "below")} {High:0.###}"
        );
}
