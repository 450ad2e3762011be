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
    /// <exception cref="DatasetException">Its texts are nearly all different, or it holds dates and those are refused.</exception>
    public static InputColumn Learn(CsvColumn cells, long[] train, CsvOptions csv)
    {
        var column = new InputColumn(cells.Name, null) { Notation = cells.Notation };
        if (cells.Values is null) column = column with { Categories = Categories(cells, train, csv.Categorical.Contains(cells.Name)) };
        else if (cells.Notation!.Kind is ColumnKind.Date or ColumnKind.Time)
        {
            if (csv.Dates == DateInputs.Refuse)
                throw new DatasetException($"{cells.Table.Path}: column '{cells.Name}' holds dates or times ('{cells.Texts[Array.IndexOf(cells.Missing, false)]}'). Choose dates: parts or dates: days, or leave it out with ignore: [{cells.Name}].");
            var first = train.Select(row => cells.Values[row]).Where(value => !double.IsNaN(value)).DefaultIfEmpty(0).Min();
            column = column with { Dates = csv.Dates, First = cells.Notation.Kind == ColumnKind.Date ? first : 0 };
        }

        return csv.Missing is MissingCells.Mean or MissingCells.Median ? Filled(cells, column, train, csv.Missing) : column;
    }

    private static string[] Categories(CsvColumn cells, long[] train, bool chosen)
    {
        var (known, count) = (cells.Categories(train), train.Count(row => !cells.Missing[row]));
        if (known.Length > MostCategories || (!chosen && IsNearlyUnique(known.Length, count)))
            throw new DatasetException($"{cells.Table.Path}: column '{cells.Name}' has {known.Length} different texts in {count} rows that are trained on ('{CellText.Short(known[0])}', '{CellText.Short(known[1])}', ...): a name of nearly every row teaches nothing of a new one. "
                + $"Leave it out with ignore: [{cells.Name}], or put what matters in it into a column with few different texts{(known.Length <= MostCategories ? $"; categorical: [{cells.Name}] makes an input of each text all the same" : "")}.");
        return known;
    }

    /// <summary>Whether texts name rows rather than kinds: more than <see cref="FewCategories"/>, and fewer than two rows for each.</summary>
    public static bool IsNearlyUnique(int texts, int rows) => texts > FewCategories && rows < 2 * texts;

    private static InputColumn Filled(CsvColumn cells, InputColumn column, long[] train, MissingCells how)
    {
        using var scope = NewDisposeScope();
        var marked = Array.Exists(train, row => cells.Missing[row]);
        var width = ColumnInputs.Count(column);
        if (column.Categories is not null) return column with { Fill = new double[width], Marked = marked };
        var inputs = ColumnInputs.Of(cells, column).index_select(0, tensor(train)).t().contiguous().data<double>().ToArray();
        var fill = new double[width];
        for (var i = 0; i < width; i++)
        {
            double[] known = [.. inputs.AsSpan(i * train.Length, train.Length).ToArray().Where(value => !double.IsNaN(value)).Order()];
            if (known.Length > 0) fill[i] = how == MissingCells.Mean ? known.Average() : (known[(known.Length - 1) / 2] + known[known.Length / 2]) / 2;
        }

        return column with { Fill = fill, Marked = marked };
    }
}
