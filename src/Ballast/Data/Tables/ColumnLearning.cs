using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>What is learned about a column on the training rows alone: its categories, its first date, what fills its gaps.</summary>
internal static class ColumnLearning
{
    /// <summary>So many different texts are always taken as categories.</summary>
    public const int FewCategories = 20;

    /// <summary>More different texts than this are never taken as categories.</summary>
    public const int MostCategories = 1000;

    /// <param name="cells">The column.</param>
    /// <param name="train">The rows that are trained on.</param>
    /// <param name="csv">What was chosen.</param>
    /// <exception cref="DatasetException">It holds dates, and those are refused.</exception>
    public static InputColumn Learn(CsvColumn cells, long[] train, CsvOptions csv)
    {
        var column = new InputColumn(cells.Name, null) { Notation = cells.Notation };
        if (cells.Values is null)
            column = column with { Categories = cells.Categories(train) };
        else if (cells.Notation!.Kind is ColumnKind.Date or ColumnKind.Time)
        {
            if (csv.Dates == DateInputs.Refuse)
                throw new DatasetException(
                    $"{cells.Table.Path}: column '{cells.Name}' holds dates or times "
                        + $"('{cells.Texts[Array.IndexOf(cells.Missing, false)]}'). Choose dates: parts or dates: days, or leave it "
                        + $"out with ignore: [{cells.Name}]."
                );
            var first = train.Select(row => cells.Values[row]).Where(value => !double.IsNaN(value)).DefaultIfEmpty(0).Min();
            column = column with { Dates = csv.Dates, First = cells.Notation.Kind == ColumnKind.Date ? first : 0 };
        }

        return csv.Missing is MissingCells.Mean or MissingCells.Median ? Filled(cells, column, train, csv.Missing) : column;
    }

    /// <exception cref="DatasetException">Texts of some columns name rows; all of them are told at once.</exception>
    public static void Check(IEnumerable<CsvColumn> columns, long[] train, CsvOptions csv)
    {
        (CsvColumn Column, string[] Texts)[] names =
        [
            .. columns
                .Where(column => column.Values is null)
                .Select(column => (column, column.Categories(train)))
                .Where(pair =>
                    pair.Item2.Length > MostCategories
                    || (
                        !csv.Categorical.Contains(pair.column.Name)
                        && IsNearlyUnique(pair.Item2.Length, train.Count(row => !pair.column.Missing[row]))
                    )
                ),
        ];
        if (names.Length == 0)
            return;
        var ((first, texts), list) = (names[0], string.Join(", ", names.Select(pair => pair.Column.Name)));
        var insist = texts.Length <= MostCategories ? $"; categorical: [{first.Name}] makes an input of each text all the same" : "";
        throw new DatasetException(
            names.Length == 1
                ? $"{first.Table.Path}: column '{first.Name}' has {texts.Length} different texts in "
                    + $"{train.Count(row => !first.Missing[row])} rows that are trained on ('{CellText.Short(texts[0])}', "
                    + $"'{CellText.Short(texts[1])}', ...): a name of nearly every row teaches nothing of a new one. "
                    + $"Leave it out with ignore: [{first.Name}], or put what matters in it into a column with few different texts{insist}."
                : $"{first.Table.Path}: nearly every row that is trained on has a text of its own in "
                    + $"{string.Join(", ", names.Select(pair => $"{pair.Column.Name} ({pair.Texts.Length} different)"))}: a name of "
                    + "a row teaches nothing of a new one. "
                    + $"Leave such columns out with ignore: [{list}], or put what matters in "
                    + $"them into columns with few different texts{insist}."
        );
    }

    /// <summary>
    /// Whether texts name rows rather than kinds: more than <see cref="FewCategories"/>, and fewer than two rows for each.
    /// </summary>
    public static bool IsNearlyUnique(int texts, int rows) => texts > FewCategories && rows < 2 * texts;

    private static InputColumn Filled(CsvColumn cells, InputColumn column, long[] train, MissingCells how)
    {
        using var scope = NewDisposeScope();
        var marked = Array.Exists(train, row => cells.Missing[row]);
        var width = ColumnInputs.Count(column);
        if (column.Categories is not null)
            return column with { Fill = new double[width], Marked = marked };
        var inputs = ColumnInputs.Of(cells, column).index_select(0, tensor(train)).t().contiguous().data<double>().ToArray();
        var fill = new double[width];
        for (var i = 0; i < width; i++)
        {
            double[] known = [.. inputs.AsSpan(i * train.Length, train.Length).ToArray().Where(value => !double.IsNaN(value)).Order()];
            if (known.Length > 0)
                fill[i] = how == MissingCells.Mean ? known.Average() : (known[(known.Length - 1) / 2] + known[known.Length / 2]) / 2;
        }

        return column with
        {
            Fill = fill,
            Marked = marked,
        };
    }
}
