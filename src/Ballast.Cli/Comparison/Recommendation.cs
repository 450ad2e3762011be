using System.Globalization;
using Ballast.Lab;

namespace Ballast.Cli;

/// <summary>Which technique to take for a training of the user's own.</summary>
/// <param name="Technique">Its name; null if none survived in all seeds.</param>
/// <param name="Text">The reason, with the numbers.</param>
internal sealed record Recommendation(string? Technique, string Text)
{
    /// <summary>
    /// Of those that survived in all seeds the one with the smallest test loss; of those within its spread over the seeds the one with the
    /// fewest lines.
    /// </summary>
    public static Recommendation Of(CompareSummary summary)
    {
        CompareRow[] safe = [.. summary.Rows.Where(row => row.Survived == 1 && double.IsFinite(row.TestLoss))];
        if (safe.Length == 0)
            return new(null, "No technique survived in all seeds: look at the data and the learning rate first, with 'ballast check'.");
        var best = safe.MinBy(row => row.TestLoss)!;
        var choice = safe.Where(row => row.TestLoss <= best.TestLoss + best.TestLossSpread).MinBy(row => row.Lines)!;
        var plain = summary.Rows.Single(row => row.Technique == ComparisonTechniques.Baseline);
        var against =
            choice == plain
                ? ""
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $" Plain training: {Said(plain)}, {plain.Survived * plain.Seeds:0} of {plain.Seeds} seeds survived."
                );
        var tie =
            choice == best
                ? ""
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $" {best.Technique} has {Said(best)}, but that is within its spread over "
                        + $"seeds ({best.TestLossSpread:g3}), and it takes more code."
                );
        return new(choice.Technique, $"Recommended: {choice.Technique}, {Said(choice)}.{tie}{against}{Use(choice.Technique)}");
    }

    private static string Said(CompareRow row) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"test loss {row.TestLoss:g4}{(double.IsNaN(row.TestAccuracy) ? "" : $", accuracy {row.TestAccuracy:0.000}")}"
        );

    private static string Use(string technique) =>
        ComparisonTechniques.Of(technique).Use is { Length: > 0 } use ? $"\nIn code:\n{use}" : "";
}
