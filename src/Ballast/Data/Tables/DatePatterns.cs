using System.Text.RegularExpressions;

namespace Ballast;

/// <summary>How dates and times are written.</summary>
internal static partial class DatePatterns
{
    private const string TimeOfDay =
        @"(?<hour>\d{1,2}):(?<minute>\d{2})(?::(?<second>\d{2}(?:[.,]\d{1,9})?))?(?: ?(?<half>[AaPp]\.?[Mm]\.?))?";
    private static readonly string[] Months =
    [
        "january jan januar jänner janvier janv enero ene gennaio gen",
        "february feb februar février févr fév febrero febbraio",
        "march mar märz mär mrz mars marzo",
        "april apr avril avr abril abr aprile",
        "may mai mayo maggio mag",
        "june jun juni juin junio giugno giu",
        "july jul juli juillet juil julio luglio lug",
        "august aug août agosto ago",
        "september sep sept septembre septiembre settembre set",
        "october oct oktober okt octobre octubre ottobre ott",
        "november nov novembre noviembre",
        "december dec dezember dez décembre déc diciembre dic dicembre",
    ];

    private static readonly Dictionary<string, int> Numbers = Months
        .Index()
        .SelectMany(month => month.Item.Split(' ').Select(name => (name, month.Index)))
        .ToDictionary(pair => pair.name, pair => pair.Index + 1, StringComparer.OrdinalIgnoreCase);

    /// <summary>The number of a month, 1 to 12, from its name in English, German, French, Spanish or Italian; 0 for no such name.</summary>
    public static int Month(string name) => Numbers.GetValueOrDefault(name);

    [GeneratedRegex(@"^(?<y>\d{4})(?<mark>[-/.])(?<m>\d{1,2})(?:\k<mark>(?<d>\d{1,2})(?<rest>[T ].*)?)?$")]
    public static partial Regex YearFirst();

    [GeneratedRegex(@"^(?<a>\d{1,2})(?<mark>[-/.])(?<b>\d{1,2})\k<mark>(?<y>\d{4}|\d{2})(?<rest>[T ,].*)?$")]
    public static partial Regex YearLast();

    [GeneratedRegex(
        @"^(?:\p{L}{2,10}\.?,? )?(?:(?<d>\d{1,2})\.?[- ](?<month>\p{L}{3,9})\.?[- ]|"
            + @"(?<month>\p{L}{3,9})\.? (?<d>\d{1,2})(?:st|nd|rd|th)?,? )(?<y>\d{4}|\d{2})(?<rest>[T ,].*)?$"
    )]
    public static partial Regex Named();

    [GeneratedRegex(@"^" + TimeOfDay + "$")]
    public static partial Regex Clock();

    [GeneratedRegex(@"^[T ,]+" + TimeOfDay + @"(?: ?(?<zone>Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?))?$")]
    public static partial Regex Rest();
}
