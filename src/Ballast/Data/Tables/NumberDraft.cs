using System.Buffers;
using System.Globalization;

namespace Ballast;

/// <summary>Columns of numbers, in whatever spelling.</summary>
internal static class NumberDraft
{
    private const double MostlyOneUnit = 0.9;
    private static readonly SearchValues<char> Plain = SearchValues.Create("0123456789+-eE");

    /// <summary>The column as numbers; null where it is texts.</summary>
    /// <exception cref="DatasetException">Some cells are numbers and some are not, or their signs differ, or one is infinite.</exception>
    public static ColumnDraft? Of(CsvTable table, int at)
    {
        var texts = table.Cells[at];
        var cells = new NumberCell?[texts.Count];
        var present = 0;
        for (var row = 0; row < cells.Length; row++)
        {
            if (CellText.IsMissing(texts[row]))
                continue;
            present++;
            cells[row] = NumberCell.TryRead(texts[row], out var cell) ? cell : null;
        }

        var groups = cells
            .Where(cell => cell is not null)
            .GroupBy(cell => cell!.Value.Sign)
            .Select(group => (Sign: group.Key, Count: group.Count()))
            .OrderByDescending(group => group.Count)
            .ToArray();
        if (groups.Length == 0)
            return null;
        var sure = groups.Where(group => CurrencySign.IsSure(group.Sign)).Sum(group => group.Count);
        if (sure == 0 && groups[0].Count < MostlyOneUnit * present)
            return null; // 3a, 3b, 4a: names, not amounts in a and b
        var sign = sure > 0 ? groups.First(group => CurrencySign.IsSure(group.Sign)).Sign : groups[0].Sign;
        double[] point = new double[cells.Length],
            comma = new double[cells.Length];
        for (var row = 0; row < cells.Length; row++)
        {
            (point[row], comma[row]) = (double.NaN, double.NaN);
            if (CellText.IsMissing(texts[row]))
                continue;
            if (cells[row] is not { } cell || cell.Sign != sign)
                throw Odd(table, at, row, Array.FindIndex(cells, it => it?.Sign == sign), sign);
            (point[row], comma[row]) = (cell.Point, cell.Comma);
        }

        var notation = new ColumnNotation(ColumnKind.Number) { Sign = sign.Length > 0 ? sign : null };
        return new(table, at, ColumnKind.Number, new(point, comma), notation);
    }

    public static CsvColumn Resolve(ColumnDraft draft, TableHabits habits)
    {
        var (table, at) = (draft.Table, draft.At);
        var (way, row) = draft.Ways!.Decide();
        var by = "";
        if (habits.DecimalChosen && way != WhichWay.Either)
            way = habits.Decimal == "," ? WhichWay.Second : WhichWay.First;
        else if (way == WhichWay.Unclear)
        {
            var usual = habits.PointIsUsual && table.Cells[at][row].Contains('.', StringComparison.Ordinal) ? "." : null;
            if ((habits.Decimal ?? usual) is not { } mark)
                throw new DatasetException(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{table.Place(row, at)}: '{table.Cells[at][row]}' may be {draft.Ways.First[row]} or "
                            + $"{draft.Ways.Second[row]}, and no other cell of the table shows whether its decimal mark is a point "
                            + $"or a comma. Say decimal: \".\" or decimal: \",\"."
                    )
                );
            (way, by) = (mark == "," ? WhichWay.Second : WhichWay.First, habits.Decimal is null ? "" : $" (as {habits.DecimalFrom} shows)");
        }

        if (way == WhichWay.Mixed)
            way = draft.Ways.MostlySecond ? WhichWay.Second : WhichWay.First;
        var (values, commas) = way == WhichWay.Second ? (draft.Ways.Second, true) : (draft.Ways.First, false);
        var thousands = '\0';
        for (row = 0; row < values.Length; row++)
        {
            var text = table.Cells[at][row];
            if (CellText.IsMissing(text))
                continue;
            if (double.IsInfinity(values[row]))
                throw Infinite(table, at, row);
            if (Math.Abs(values[row]) > float.MaxValue)
                throw new DatasetException(
                    $"{table.Place(row, at)}: {CellText.Short(text)} is not a finite float32 number. {WhatToDo(table, at)}"
                );
            var mark = text.AsSpan().ContainsAnyExcept(Plain) && NumberCell.TryRead(text, out var cell) ? cell.Thousands(commas) : '\0';
            if (double.IsNaN(values[row]) || (thousands != '\0' && mark != '\0' && mark != thousands))
            {
                var other = Array.FindIndex(values, value => !double.IsNaN(value));
                throw new DatasetException(
                    $"{table.Place(row, at)}: the cell holds '{CellText.Short(text)}', which is no number with a decimal "
                        + $"{(commas ? "comma" : "point")}, as "
                        + $"{(habits.DecimalChosen ? "was chosen" : "the others are")}"
                        + $"{(other >= 0 ? $" ('{table.Cells[at][other]}' in line {table.Lines[other]})" : "")}. "
                        + $"{WhatToDo(table, at)}"
                );
            }

            if (mark != '\0')
                thousands = mark;
        }

        return new(
            table,
            at,
            values,
            draft.Notation! with
            {
                Decimal =
                    way == WhichWay.Either ? null
                    : commas ? ","
                    : ".",
                Thousands = thousands == '\0' ? null : thousands.ToString(),
            }
        )
        {
            By = by,
        };
    }

    private static DatasetException Odd(CsvTable table, int at, int row, int other, string sign)
    {
        var text = table.Cells[at][row];
        if (CellText.IsInfinite(text))
            return Infinite(table, at, row);
        var place = table.Place(row, at);
        var known = $"('{CellText.Short(table.Cells[at][other])}' in line {table.Lines[other]})";
        if (CellText.IsError(text))
            return new(
                $"{place}: the cell holds '{text}', an error of the spreadsheet; other rows hold numbers {known}. Correct its "
                    + $"formula or empty the cell, remove the row, or leave the column out with ignore: [{table.Columns[at]}]."
            );
        if (NumberCell.TryRead(text, out _))
            return new(
                $"{place}: the cell holds '{CellText.Short(text)}', but other rows hold numbers "
                    + $"{(sign.Length > 0 ? $"with the sign '{sign}'" : "without a sign")} {known}. {WhatToDo(table, at)}"
            );
        return new(
            $"{place}: the cell holds '{CellText.Short(text)}', but other rows hold numbers {known}. Correct it, or say "
                + $"categorical: [{table.Columns[at]}] if these numbers are names."
        );
    }

    private static DatasetException Infinite(CsvTable table, int at, int row) =>
        new($"{table.Place(row, at)}: {CellText.Short(table.Cells[at][row])} is infinite. {WhatToDo(table, at)}");

    private static string WhatToDo(CsvTable table, int at) =>
        $"Correct it, remove the row, or leave the column out with ignore: [{table.Columns[at]}].";
}
