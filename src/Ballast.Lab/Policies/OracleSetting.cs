using System.Globalization;
using System.Text.RegularExpressions;

namespace Ballast.Lab;

/// <summary>One point of the grid that is searched for a scenario's oracle, written as the name of a policy.</summary>
/// <param name="Rate">What the user's learning rate is multiplied by.</param>
/// <param name="Clip">The largest global norm; null for none.</param>
/// <param name="Sane">Whether the training starts from <see cref="Scenario.BuildSane"/>.</param>
public sealed partial record OracleSetting(double Rate, double? Clip, bool Sane)
{
    private const string NoClip = "none",
        SaneStart = "sane",
        GivenStart = "given";

    /// <summary>For example <c>oracle,lr=0.3,clip=1,start=sane</c>.</summary>
    public string Name =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"oracle,lr={Rate},clip={Clip?.ToString(CultureInfo.InvariantCulture) ?? NoClip},start={(Sane ? SaneStart : GivenStart)}"
        );

    /// <summary>The training with this setting.</summary>
    public Policy Policy => new OraclePolicy(this);

    /// <summary>Reads a name; null if it is none, or if a value is not above 0.</summary>
    public static OracleSetting? Parse(string name)
    {
        var match = Pattern().Match(name);
        if (!match.Success || !Positive(match.Groups[1].Value, out var rate))
            return null;
        var sane = match.Groups[3].Value == SaneStart;
        if (match.Groups[2].Value == NoClip)
            return new(rate, null, sane);
        return Positive(match.Groups[2].Value, out var clip) ? new(rate, clip, sane) : null;
    }

    private static bool Positive(string text, out double value) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && value > 0 && double.IsFinite(value);

    [GeneratedRegex("^oracle,lr=([^,]+),clip=([^,]+),start=(given|sane)$")]
    private static partial Regex Pattern();
}
