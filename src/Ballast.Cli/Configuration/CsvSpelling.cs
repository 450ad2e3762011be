namespace Ballast.Cli;

/// <summary>The keys that say how the cells of a table are to be read, where they do not show it themselves.</summary>
internal static class CsvSpelling
{
    public static CsvOptions Spelt(this CsvOptions csv, ConfigNode node) =>
        csv with
        {
            Missing = Enum.Parse<MissingCells>(node.Choice("missing", ["refuse", "drop", "mean", "median"], "refuse"), ignoreCase: true),
            DropWithoutTarget = node.Choice("missing-target", ["refuse", "drop"], "refuse") == "drop",
            Decimal = node.Find("decimal")?.OneOf([".", ","]),
            Dates = Enum.Parse<DateInputs>(node.Choice("dates", ["parts", "days", "refuse"], "parts"), ignoreCase: true),
            DateOrder = node.Find("date-order")?.OneOf(["dmy", "mdy"]) switch
            {
                null => null,
                "dmy" => DateOrder.DayFirst,
                _ => DateOrder.MonthFirst,
            },
            DateColumns = DataSource.Columns(node, "date-columns"),
            Header = node.Whole("header", 1, 1_000_000, 1),
        };
}
