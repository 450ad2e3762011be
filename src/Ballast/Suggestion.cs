namespace Ballast;

/// <summary>Finds the known name that a mistyped one most likely stands for.</summary>
internal static class Suggestion
{
    private const int LongestName = 64; // nobody mistypes more than this; keeps hostile input cheap

    /// <summary>The nearest of <paramref name="known"/> by edit distance, or null when none is near enough to be meant.</summary>
    public static string? Nearest(string given, IEnumerable<string> known)
    {
        if (given.Length is 0 or > LongestName)
            return null;
        var limit = Math.Max(1, given.Length / 3);
        return known
            .Select(name => (Name: name, Distance: Distance(given.ToLowerInvariant(), name)))
            .Where(pair => pair.Distance <= limit)
            .OrderBy(pair => pair.Distance)
            .FirstOrDefault()
            .Name;
    }

    /// <summary>The error for a name that a factory does not know.</summary>
    public static ArgumentException Unknown(string what, string given, IReadOnlyCollection<string> known, string parameter) =>
        new(
            $"There is no {what} named "
                + $"'{given}'.{(Nearest(given, known) is { } near ? $" Did you mean '{near}'?" : "")} Known: {string.Join(", ", known)}.",
            parameter
        );

    /// <summary>Levenshtein distance where a swap of neighbours counts as one edit.</summary>
    private static int Distance(string a, string b)
    {
        var d = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
            d[i, 0] = i;
        for (var j = 0; j <= b.Length; j++)
            d[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
        for (var j = 1; j <= b.Length; j++)
        {
            var change = a[i - 1] == b[j - 1] ? 0 : 1;
            d[i, j] = Math.Min(Math.Min(d[i - 1, j], d[i, j - 1]) + 1, d[i - 1, j - 1] + change);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
        }
        return d[a.Length, b.Length];
    }
}
