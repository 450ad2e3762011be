namespace Ballast;

/// <summary>Pairs of words for yes and no.</summary>
internal static class YesNo
{
    private static readonly (string Yes, string No)[] Pairs =
    [
        ("true", "false"),
        ("yes", "no"),
        ("y", "n"),
        ("t", "f"),
        ("on", "off"),
        ("ja", "nein"),
        ("j", "n"),
        ("wahr", "falsch"),
        ("oui", "non"),
        ("vrai", "faux"),
        ("sí", "no"),
        ("si", "no"),
        ("verdadero", "falso"),
        ("vero", "falso"),
        ("sim", "não"),
        ("ja", "nee"),
        ("ja", "nej"),
        ("tak", "nie"),
        ("evet", "hayır"),
        ("да", "нет"),
    ];

    /// <summary>
    /// How a column says yes and no: all its cells are one of two words that belong together, and both are there. Otherwise null.
    /// </summary>
    public static ColumnNotation? Of(IEnumerable<string> cells)
    {
        HashSet<string> words = new(StringComparer.OrdinalIgnoreCase);
        foreach (var cell in cells)
        {
            words.Add(cell);
            if (words.Count > 2)
                return null;
        }

        foreach (var (yes, no) in Pairs)
            if (words.Count == 2 && words.Contains(yes) && words.Contains(no))
                return new(ColumnKind.YesNo) { Yes = yes, No = no };
        return null;
    }

    /// <summary>1, 0, or NaN for a cell that says neither.</summary>
    public static double Value(string cell, ColumnNotation notation) =>
        cell.Equals(notation.Yes, StringComparison.OrdinalIgnoreCase) ? 1
        : cell.Equals(notation.No, StringComparison.OrdinalIgnoreCase) ? 0
        : double.NaN;
}
