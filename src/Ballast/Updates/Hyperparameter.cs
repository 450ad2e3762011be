using System.Globalization;

namespace Ballast;

/// <summary>A number that an optimizer is set with: its PyTorch name, its value unless a group says otherwise, and its range.</summary>
/// <param name="Name">Such as <c>weight_decay</c>.</param>
/// <param name="Value">What a group has that does not set it.</param>
/// <param name="Below">The value must be at least 0 and below this; infinity allows every finite value.</param>
/// <param name="Included">True if the bound itself is allowed.</param>
public sealed record Hyperparameter(string Name, double Value, double Below = double.PositiveInfinity, bool Included = false)
{
    /// <summary>A switch: 0 or 1.</summary>
    public static Hyperparameter Switch(string name, bool on) => new(name, on ? 1 : 0, Below: 1, Included: true);

    internal double Check(double value) =>
        value >= 0 && (value < Below || (Included && value == Below))
            ? value
            : throw new ArgumentOutOfRangeException(
                Name,
                value,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Name} is {value} but must be at least 0 and "
                        + $"{(double.IsPositiveInfinity(Below) ? "finite" : $"{(Included ? "at most" : "below")} {Below}")}."
                )
            );
}
