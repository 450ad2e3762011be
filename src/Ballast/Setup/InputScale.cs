using System.Globalization;

namespace Ballast;

/// <summary>
/// Size, mean and standard deviation of the data that reach the first weighted module. Raw 0..255 pixels explode a network that
/// was initialised for standardised ones; a fixed (x - mean) / std in front of it mends that.
/// </summary>
internal sealed record InputScale(string Module, double Size, double Mean, double Std)
{
    private const double Large = 8;

    public bool IsLarge => Size > Large;

    /// <summary>Whether standardising by these numbers is possible.</summary>
    public bool IsUsable => double.IsFinite(Size) && double.IsFinite(Mean) && Std > 0;

    public string Words => string.Create(CultureInfo.InvariantCulture, $"inputs have size {Size:g3}");
}
