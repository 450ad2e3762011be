using System.Globalization;

namespace Ballast;

/// <summary>A number that an optimizer is set with: its PyTorch name, default and range.</summary>
/// <param name="Name">Such as <c>weight_decay</c>.</param>
/// <param name="Default">The value where none is given.</param>
/// <param name="Below">The value must be at least 0 and below this; infinity allows every finite value.</param>
public sealed record Hyperparameter(string Name, double Default, double Below = double.PositiveInfinity)
{
    internal double Check(double value) => value >= 0 && value < Below
        ? value
        : throw new ArgumentOutOfRangeException(Name, value, string.Create(CultureInfo.InvariantCulture,
            $"{Name} is {value} but must be at least 0 and {(double.IsPositiveInfinity(Below) ? "finite" : $"below {Below}")}."));
}
