using System.Globalization;
using Ballast.Lab;

namespace Ballast.Cli;

/// <summary>One result of <c>ballast survive</c> in a line.</summary>
internal static class TrialWords
{
    public static string Of(TrialResult result) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{result.Name} seed {result.Seed}, {result.Policy}: {Say(result)} ({result.Seconds:0.0} s)"
        );

    private static string Say(TrialResult result)
    {
        if (result.Error.Length > 0)
            return $"no result, {result.Error.Split('\n')[0]}";
        if (double.IsNaN(result.Oracle))
            return string.Create(CultureInfo.InvariantCulture, $"final loss {result.Final:g4}");
        var verdict =
            result.Strict ? "survived strictly"
            : result.Survived ? "survived"
            : result.Finite ? "did not learn"
            : "not finite";
        return string.Create(CultureInfo.InvariantCulture, $"{verdict}, final loss {result.Final:g4}, gap {result.Gap:0.000}");
    }
}
