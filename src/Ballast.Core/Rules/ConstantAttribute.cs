namespace Ballast;

/// <summary>
/// Says of a constant of the automatic policy what it is. The table in docs/guard.md is made of these, and a test compares it.
/// </summary>
/// <param name="meaning">What it is, in a few words.</param>
/// <param name="unit">What it is counted in.</param>
/// <param name="why">Why it has this value.</param>
[AttributeUsage(AttributeTargets.Field)]
internal sealed class ConstantAttribute(string meaning, string unit, string why) : Attribute
{
    /// <summary>See the class.</summary>
    public string Meaning => meaning;

    /// <summary>See the class.</summary>
    public string Unit => unit;

    /// <summary>See the class.</summary>
    public string Why => why;

    /// <summary>Words of the row of docs/auto-guard.md that measures it, if one does.</summary>
    public string Row { get; init; } = "";
}
