namespace Ballast;

/// <summary>
/// How the cells of one column are written: decided once from all its cells, and kept, so that a later file is read in the same way.
/// </summary>
/// <param name="Kind">What they hold.</param>
internal sealed record ColumnNotation(ColumnKind Kind)
{
    /// <summary>The decimal mark of numbers, "." or ","; null where no cell shows one.</summary>
    public string? Decimal { get; init; }

    /// <summary>The mark between thousands, or null.</summary>
    public string? Thousands { get; init; }

    /// <summary>Currency, percent sign or unit of every number; null for none. It does not change the value: 15% is 15.</summary>
    public string? Sign { get; init; }

    /// <summary>The word that stands for 1, in small letters.</summary>
    public string? Yes { get; init; }

    /// <summary>The word that stands for 0.</summary>
    public string? No { get; init; }

    /// <summary>What stands first in dates whose year is last; null where no cell shows it.</summary>
    public DateOrder? Order { get; init; }

    /// <summary>Whether dates have a time of day.</summary>
    public bool WithTime { get; init; }

    /// <summary>Whether times say how far they are from UTC; they are then read as UTC.</summary>
    public bool WithZone { get; init; }

    /// <summary>Whether dates are numbers: yyyyMMdd, or seconds or milliseconds since 1970.</summary>
    public bool AsNumbers { get; init; }

    /// <summary>The notation in words; null for plain numbers, of which there is nothing to say.</summary>
    internal string? Words =>
        Kind switch
        {
            ColumnKind.YesNo => $"'{Yes}' is read as 1 and '{No}' as 0",
            ColumnKind.Time => "read as times of day",
            ColumnKind.Date => "read as "
                + $"dates{(WithTime ? " with times" : "")}"
                + $"{(Order is null ? "" : Order == DateOrder.DayFirst ? ", day before month" : ", month before day")}"
                + $"{(WithZone ? ", in UTC" : "")}",
            _ when Decimal == "," || Thousands is not null || Sign is not null => "read as numbers with "
                + string.Join(
                    " and ",
                    (
                        (string?[])
                            [
                                Decimal is null ? null
                                : Decimal == "," ? "decimal comma"
                                : "decimal point",
                                Thousands is null ? null : $"'{Thousands}' between thousands",
                                Sign is null ? null : $"the sign '{Sign}'{(Sign is "%" or "‰" ? $" (1{Sign} is 1)" : "")}",
                            ]
                    ).Where(word => word is not null)
                ),
            _ => null,
        };
}
