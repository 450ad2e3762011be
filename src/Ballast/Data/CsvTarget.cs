using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>What a table is to teach: classes of one column, or the numbers of one or several.</summary>
/// <param name="Y">int64 labels [rows], or float64 numbers [rows, columns].</param>
/// <param name="Classes">The names of the classes; empty for numbers.</param>
internal sealed record CsvTarget(Tensor Y, string[] Classes)
{
    /// <summary>The columns, in the order in which they are predicted.</summary>
    /// <exception cref="DatasetException">There is no such column, or one is named twice.</exception>
    public static int[] Places(CsvTable table, CsvOptions csv)
    {
        int[] columns = [table.Column(csv.Target), .. csv.MoreTargets.Select(table.Column)];
        return columns.Distinct().Count() == columns.Length
            ? columns
            : throw new DatasetException(
                $"{table.Path}: the targets {string.Join(", ", columns.Select(it => table.Columns[it]))} name a column twice."
            );
    }

    /// <param name="table">The rows of all files.</param>
    /// <param name="columns">Where the targets are.</param>
    /// <param name="csv">What they mean.</param>
    /// <param name="own">Which rows are of which file.</param>
    /// <param name="notes">Gets a sentence on how they are read, where that does not go without saying.</param>
    /// <exception cref="DatasetException">The columns cannot be learned as they are.</exception>
    public static CsvTarget Read(CsvTable table, int[] columns, CsvOptions csv, OwnParts own, List<string> notes)
    {
        if (columns.Length > 1)
            return new(Numbers(table, columns, csv, notes), []);
        var (y, names) = One(table, columns[0], csv.Task, csv.Categorical.Contains(csv.Target), own, notes);
        return new(y, names);
    }

    private static Tensor Numbers(CsvTable table, int[] columns, CsvOptions csv, List<string> notes)
    {
        const string Remedy =
            "Several columns can be predicted together where all hold amounts; labels take a training for each column, or a "
            + "column of their own for each combination.";
        if (csv.Task == LearningTask.Classification)
            throw new DatasetException($"{table.Path}: {columns.Length} targets were given, but the task is classification. {Remedy}");
        return cat(
            [
                .. columns.Select(it =>
                {
                    var column = CsvColumn.Of(table, it, csv.Categorical.Contains(table.Columns[it]));
                    return column.Notation?.Kind == ColumnKind.Number
                        ? Amounts(column, notes)
                        : throw new DatasetException(
                            $"{table.Place(0, it)}: the cell holds '{CellText.Short(column.Texts[0])}', but of {columns.Length} "
                                + $"targets each has to be a number. {Remedy}"
                        );
                }),
            ],
            1
        );
    }

    private static Tensor Amounts(CsvColumn column, List<string> notes)
    {
        if (ColumnNotes.Of(column) is { } words)
            notes.Add(words);
        return tensor(column.Values!, ScalarType.Float64).unsqueeze(1);
    }

    private static (Tensor Y, string[] Classes) One(
        CsvTable table,
        int target,
        LearningTask? task,
        bool categorical,
        OwnParts own,
        List<string> notes
    )
    {
        var column = CsvColumn.Of(table, target, categorical || task == LearningTask.Classification);
        if (column.Notation?.Kind is ColumnKind.Date or ColumnKind.Time)
            throw new DatasetException(
                $"{table.Place(0, target)}: the target holds dates or times ('{column.Texts[0]}'), which are neither classes nor "
                    + "amounts. Choose another target, or write what is to be predicted as a number, for instance days."
            );
        if (column.Notation?.Kind == ColumnKind.Number)
        {
            return task == LearningTask.Regression
                ? (Amounts(column, notes), [])
                : throw new DatasetException(
                    $"{table.Path}: the target '{column.Name}' holds numbers, so it is not clear what they mean. Say task: "
                        + "classification if they name classes, or task: regression if they are amounts."
                );
        }

        if (task == LearningTask.Regression)
            throw new DatasetException(
                $"{table.Place(0, target)}: the target holds '{CellText.Short(column.Texts[0])}', which is no number, but the "
                    + "task is regression. Choose task: classification, or another target."
            );
        var names = column.Categories(Enumerable.Range(0, (int)own.Train).Select(row => (long)row));
        if (names.All(name => long.TryParse(name, out _)))
            names = [.. names.OrderBy(long.Parse)];
        if (names.Length == 1)
            throw new DatasetException(
                $"{table.Path}: every row has the same target '{CellText.Short(names[0])}', so there is nothing to tell apart."
            );
        if (ColumnLearning.IsNearlyUnique(names.Length, (int)own.Train))
            throw new DatasetException(
                $"{table.Path}: the target '{column.Name}' has {names.Length} different values in {own.Train} rows "
                    + $"('{CellText.Short(names[0])}', '{CellText.Short(names[1])}', ...), and a class has to be seen more than "
                    + "once. Say task: regression if they are amounts, choose another target, or group the values."
            );
        var codes = names.Index().ToDictionary(pair => pair.Item, pair => (long)pair.Index);
        return (
            tensor(
                column
                    .Texts.Select(
                        (text, row) =>
                            codes.TryGetValue(text, out var code)
                                ? code
                                : throw new DatasetException(
                                    $"{table.Place(row, target)}: no row of {table.Path}, which is trained on, has the class "
                                        + $"'{CellText.Short(text)}'. Nothing can be learned of it: "
                                        + "correct it, leave the row out, or train on some."
                                )
                    )
                    .ToArray()
            ),
            names
        );
    }
}
