using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Ballast;

/// <summary>Argument checks that reject NaN and name the value and the range.</summary>
internal static class Require
{
    public static double Fraction(double value, [CallerArgumentExpression(nameof(value))] string? name = null) =>
        value is > 0 and <= 1 ? value : throw Outside(value, "above 0 and at most 1", name);

    public static double Positive(double value, [CallerArgumentExpression(nameof(value))] string? name = null) =>
        value > 0 && double.IsFinite(value) ? value : throw Outside(value, "finite and above 0", name);

    public static double NotNegative(double value, [CallerArgumentExpression(nameof(value))] string? name = null) =>
        value >= 0 && double.IsFinite(value) ? value : throw Outside(value, "finite and at least 0", name);

    public static double BelowOne(double value, [CallerArgumentExpression(nameof(value))] string? name = null) =>
        value is >= 0 and < 1 ? value : throw Outside(value, "at least 0 and below 1", name);

    public static T AtLeast<T>(T value, T least, [CallerArgumentExpression(nameof(value))] string? name = null)
        where T : INumber<T> =>
        value >= least ? value : throw Outside(value, string.Create(CultureInfo.InvariantCulture, $"at least {least}"), name);

    private static ArgumentOutOfRangeException Outside<T>(T value, string range, string? name)
        where T : IFormattable => new(name, value, string.Create(CultureInfo.InvariantCulture, $"{name} is {value} but must be {range}."));
}
