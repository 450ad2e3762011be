using System.Globalization;
using System.Text;

namespace Ballast.Fuzz;

/// <summary>The results of a run, counted.</summary>
internal sealed class FuzzReport(IReadOnlyList<FuzzResult> results)
{
    public IReadOnlyList<FuzzResult> Findings { get; } = [.. results.Where(result => result.IsFault)];

    /// <summary>Exit codes by kind.</summary>
    public string Table()
    {
        int[] exits = [.. results.Select(result => result.Exit).Distinct().Order()];
        var table = new StringBuilder($"{"kind", -18}");
        foreach (var exit in exits)
            table.Append(CultureInfo.InvariantCulture, $"{(exit == FuzzResult.Hang ? "hang" : $"exit {exit}"), 9}");
        table.AppendLine("   most MB");
        foreach (
            var kind in results
                .GroupBy(result => result.Kind)
                .OrderBy(kind => kind.Key, StringComparer.Ordinal)
                .Append(results.GroupBy(_ => "all").Single())
        )
        {
            table.Append(CultureInfo.InvariantCulture, $"{kind.Key, -18}");
            foreach (var exit in exits)
                table.Append(CultureInfo.InvariantCulture, $"{kind.Count(result => result.Exit == exit), 9}");
            table.AppendLine(CultureInfo.InvariantCulture, $"{kind.Max(result => result.Megabytes), 10}");
        }

        return table.ToString();
    }
}
