using System.Text.RegularExpressions;

namespace Ballast;

/// <summary>Finds what parts the cells of a table.</summary>
internal static partial class CsvDelimiter
{
    private const int MostRows = 200;
    private static readonly char[] Candidates = [',', ';', '\t', '|'];

    /// <summary>What Excel says in a line before the header, sep=;, or null.</summary>
    public static char? Said(string line) => Separator().Match(line) is { Success: true } said ? said.Groups[1].Value[0] : null;

    /// <summary>
    /// The candidate that parts most rows into as many cells as the first; of those that do so alike, the one that makes most cells.
    /// </summary>
    /// <param name="sample">The beginning of the file.</param>
    /// <param name="whole">Whether the sample is the whole file; otherwise its last row may be cut.</param>
    public static char Of(string sample, bool whole)
    {
        var best = (Delimiter: ',', Alike: 0.0, Cells: 1);
        foreach (var delimiter in Candidates)
        {
            var counts = Counts(sample, delimiter, whole);
            if (counts.Count == 0 || counts[0] < 2)
                continue;
            var alike = (double)counts.Count(count => count == counts[0]) / counts.Count;
            if (alike > best.Alike || (alike == best.Alike && counts[0] > best.Cells))
                best = (delimiter, alike, counts[0]);
        }

        return best.Delimiter;
    }

    // cells of each row that is not empty
    private static List<int> Counts(string sample, char delimiter, bool whole)
    {
        List<int> counts = [];
        var (cells, length, begins, quoted) = (1, 0, true, false);
        foreach (var c in sample)
        {
            length++;
            if (c == '"' && (begins || quoted))
                (quoted, begins) = (!quoted, false);
            else if (quoted)
                continue;
            else if (c == delimiter)
                (cells, begins) = (cells + 1, true);
            else if (c == '\n')
            {
                if (length > 2)
                    counts.Add(cells);
                (cells, length, begins) = (1, 0, true);
                if (counts.Count == MostRows)
                    return counts;
            }
            else
                begins = begins && c == ' ';
        }

        if (length > 0 && (whole || counts.Count == 0))
            counts.Add(cells);
        return counts;
    }

    [GeneratedRegex(@"^\s*""?sep=(.)""?\s*$", RegexOptions.IgnoreCase)]
    private static partial Regex Separator();
}
