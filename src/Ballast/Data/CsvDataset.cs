using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>A table as a data set: the target column, and every other column as inputs.</summary>
internal static class CsvDataset
{
    public static Dataset Load(string path, CsvOptions csv, DataOptions options)
    {
        using var scope = NewDisposeScope();
        var table = CsvTable.Read(path, csv.Header);
        var target = table.Column(csv.Target);
        HashSet<int> ignored = [.. csv.Ignore.Select(table.Column), target], categorical = [.. csv.Categorical.Select(table.Column)];
        int[] features = [.. Enumerable.Range(0, table.Columns.Count).Where(column => !ignored.Contains(column))];
        if (features.Length == 0) throw new DatasetException($"{path}: no column is left to predict '{csv.Target}' from.");
        if (csv.Task == LearningTask.Classification) categorical.Add(target);
        List<string> notes = [.. table.Notes];
        table = Gaps.Without(table, features, [target], csv, notes);
        table = table with { Habits = TableHabits.Of(table, features.Append(target).Where(column => !categorical.Contains(column)), csv) };
        var (y, names) = Target(table, target, csv.Task, categorical.Contains(target), notes);
        CsvColumn[] columns = [.. features.Select(column => CsvColumn.Of(table, column, categorical.Contains(column)))];

        // the split comes first: categories, like means, are learned on the training part alone
        var raw = new RawSamples(path, new(zeros(table.Rows, 1), y), names.Length) { ClassNames = names, Notes = notes, Header = csv.Header, Where = row => $"{path}, line {table.Lines[(int)row]}" };
        var parts = raw.Partition(options.Split);
        return (raw with { All = new(Inputs(ref raw, columns, parts.Train, csv), y), Columns = raw.Columns, Unscaled = raw.Unscaled }).ToDataset(parts, options.Normalize);
    }

    private static Tensor Inputs(ref RawSamples raw, CsvColumn[] columns, long[] train, CsvOptions csv)
    {
        InputColumn[] learned = [.. columns.Select(column => ColumnLearning.Learn(column, train, csv))];
        bool[] unscaled = [.. learned.SelectMany(column => Enumerable.Range(0, column.Inputs).Select(input => ColumnInputs.IsUnscaled(column, input)))];
        raw = raw with { Columns = learned, Unscaled = i => unscaled[i], Notes = [.. raw.Notes, .. columns.Zip(learned).SelectMany(pair => ColumnNotes.Of(pair.First, pair.Second))] };
        return cat([.. columns.Zip(learned, ColumnInputs.Of)], 1);
    }

    private static (Tensor Y, string[] Classes) Target(CsvTable table, int target, LearningTask? task, bool categorical, List<string> notes)
    {
        var column = CsvColumn.Of(table, target, categorical);
        if (column.Notation?.Kind is ColumnKind.Date or ColumnKind.Time)
            throw new DatasetException($"{table.Place(0, target)}: the target holds dates or times ('{column.Texts[0]}'), which are neither classes nor amounts. Choose another target, or write what is to be predicted as a number, for instance days.");
        if (column.Notation?.Kind == ColumnKind.Number)
        {
            if (task != LearningTask.Regression) throw new DatasetException(
                $"{table.Path}: the target '{column.Name}' holds numbers, so it is not clear what they mean. Say task: classification if they name classes, or task: regression if they are amounts.");
            if (ColumnNotes.Of(column) is { } words) notes.Add(words);
            return (tensor(column.Values!, ScalarType.Float32).unsqueeze(1), []);
        }

        if (task == LearningTask.Regression)
            throw new DatasetException($"{table.Place(0, target)}: the target holds '{CellText.Short(column.Texts[0])}', which is no number, but the task is regression. Choose task: classification, or another target.");
        var names = column.Categories(Enumerable.Range(0, table.Rows).Select(row => (long)row));
        if (names.All(name => long.TryParse(name, out _))) names = [.. names.OrderBy(long.Parse)];
        if (names.Length == 1) throw new DatasetException($"{table.Path}: every row has the same target '{CellText.Short(names[0])}', so there is nothing to tell apart.");
        if (ColumnLearning.IsNearlyUnique(names.Length, table.Rows))
            throw new DatasetException($"{table.Path}: the target '{column.Name}' has {names.Length} different values in {table.Rows} rows ('{CellText.Short(names[0])}', '{CellText.Short(names[1])}', ...), and a class has to be seen more than once. Say task: regression if they are amounts, choose another target, or group the values.");
        var codes = names.Index().ToDictionary(pair => pair.Item, pair => (long)pair.Index);
        return (tensor(column.Texts.Select(text => codes[text]).ToArray()), names);
    }
}
