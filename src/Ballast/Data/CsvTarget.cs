using static TorchSharp.torch;

namespace Ballast;

/// <summary>What a table is to teach: classes of one column, or the numbers of one or several.</summary>
/// <param name="Columns">The columns, in the order in which they are predicted.</param>
/// <param name="Y">int64 labels [rows], or float numbers [rows, columns].</param>
/// <param name="Classes">The names of the classes; empty for numbers.</param>
internal sealed record CsvTarget(IReadOnlyList<int> Columns, Tensor Y, string[] Classes)
{
    /// <param name="table">The rows of all files.</param>
    /// <param name="csv">Which columns, and what they mean.</param>
    /// <param name="own">Which rows are of which file.</param>
    /// <exception cref="DatasetException">The columns cannot be learned as they are.</exception>
    public static CsvTarget Read(CsvTable table, CsvOptions csv, OwnParts own)
    {
        int[] columns = [table.Column(csv.Target), .. csv.MoreTargets.Select(table.Column)];
        if (columns.Distinct().Count() < columns.Length) throw new DatasetException($"{table.Path}: the targets {string.Join(", ", columns.Select(it => table.Columns[it]))} name a column twice.");
        if (columns.Length > 1) return new(columns, Numbers(table, columns, csv), []);
        var (y, names) = One(table, columns[0], csv.Task, csv.Categorical.Contains(csv.Target), own);
        return new(columns, y, names);
    }

    private static Tensor Numbers(CsvTable table, int[] columns, CsvOptions csv)
    {
        const string Remedy = "Several columns can be predicted together where all hold amounts; labels take a training for each column, or a column of their own for each combination.";
        if (csv.Task == LearningTask.Classification) throw new DatasetException($"{table.Path}: {columns.Length} targets were given, but the task is classification. {Remedy}");
        return cat([.. columns.Select(it =>
        {
            var column = CsvColumn.Of(table, it, csv.Categorical.Contains(table.Columns[it]));
            return column.Numbers is { } numbers ? tensor(numbers).unsqueeze(1)
                : throw new DatasetException($"{table.Place(0, it)}: the cell holds '{column.Texts[0]}', but of {columns.Length} targets each has to be a number. {Remedy}");
        })], 1);
    }

    private static (Tensor Y, string[] Classes) One(CsvTable table, int target, LearningTask? task, bool categorical, OwnParts own)
    {
        var column = CsvColumn.Of(table, target, categorical || task == LearningTask.Classification);
        if (column.Numbers is { } numbers)
        {
            return task == LearningTask.Regression ? (tensor(numbers).unsqueeze(1), []) : throw new DatasetException(
                $"{table.Path}: the target '{column.Name}' holds numbers, so it is not clear what they mean. Say task: classification if they name classes, or task: regression if they are amounts.");
        }

        if (task == LearningTask.Regression)
            throw new DatasetException($"{table.Place(0, target)}: the target holds '{column.Texts[0]}', which is no number, but the task is regression. Choose task: classification, or another target.");
        var names = column.Categories(Enumerable.Range(0, (int)own.Train).Select(row => (long)row));
        if (names.All(name => long.TryParse(name, out _))) names = [.. names.OrderBy(long.Parse)];
        if (names.Length == 1) throw new DatasetException($"{table.Path}: every row has the same target '{names[0]}', so there is nothing to tell apart.");
        var codes = names.Index().ToDictionary(pair => pair.Item, pair => (long)pair.Index);
        return (tensor(column.Texts.Select((text, row) => codes.TryGetValue(text, out var code) ? code : throw new DatasetException(
            $"{table.Place(row, target)}: no row of {table.Path}, which is trained on, has the class '{text}'. Nothing can be learned of it: correct it, leave the row out, or train on some.")).ToArray()), names);
    }
}
