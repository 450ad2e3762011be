using System.Globalization;

namespace Ballast;

/// <summary>A number that an optimizer is set with: its PyTorch name and range.</summary>
/// <param name="Name">Such as <c>weight_decay</c>.</param>
/// <param name="Below">The value must be at least 0 and below this; infinity allows every finite value.</param>
/// <param name="Included">True if the bound itself is allowed.</param>
internal sealed record Hyperparameter(string Name, double Below = double.PositiveInfinity, bool Included = false)
{
    public double Check(double value) => value >= 0 && (value < Below || (Included && value == Below))
        ? value
        : throw new ArgumentOutOfRangeException(Name, value, string.Create(CultureInfo.InvariantCulture,
            $"{Name} is {value} but must be at least 0 and {(double.IsPositiveInfinity(Below) ? "finite" : $"{(Included ? "at most" : "below")} {Below}")}."));
}
