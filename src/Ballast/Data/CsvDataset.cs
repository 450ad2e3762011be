using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>A table as a data set: the target column, and every other column as inputs.</summary>
internal static class CsvDataset
{
    public static Dataset Load(string path, CsvOptions csv, DataOptions options)
    {
        using var scope = NewDisposeScope();
        var table = CsvTable.Read(path);
        var target = table.Column(csv.Target);
        HashSet<int> ignored = [.. csv.Ignore.Select(table.Column), target], categorical = [.. csv.Categorical.Select(table.Column)];
        int[] features = [.. Enumerable.Range(0, table.Columns.Count).Where(column => !ignored.Contains(column))];
        if (features.Length == 0) throw new DatasetException($"{path}: no column is left to predict '{csv.Target}' from.");
        var (y, names) = Target(table, target, csv.Task, categorical.Contains(target));
        CsvColumn[] columns = [.. features.Select(column => CsvColumn.Of(table, column, categorical.Contains(column)))];

        // the split comes first: categories, like means, are learned on the training part alone
        var raw = new RawSamples(path, new(zeros(table.Rows, 1), y), names.Length) { ClassNames = names };
        var parts = raw.Partition(options.Split);
        InputColumn[] learned = [.. columns.Select(column => column.Learn(path, parts.Train))];
        var encoded = columns.Zip(learned, (column, it) => column.Encode(it.Categories)).ToArray();
        bool[] unscaled = [.. columns.Zip(encoded).SelectMany(pair => Enumerable.Repeat(pair.First.Numbers is null, (int)pair.Second.shape[1]))];
        return (raw with { All = new(cat(encoded, 1), y), Columns = learned, Unscaled = i => unscaled[i] }).ToDataset(parts, options.Normalize);
    }

    private static (Tensor Y, string[] Classes) Target(CsvTable table, int target, LearningTask? task, bool categorical)
    {
        var column = CsvColumn.Of(table, target, categorical || task == LearningTask.Classification);
        if (column.Numbers is { } numbers)
        {
            return task == LearningTask.Regression ? (tensor(numbers).unsqueeze(1), []) : throw new DatasetException(
                $"{table.Path}: the target '{column.Name}' holds numbers, so it is not clear what they mean. Say task: classification if they name classes, or task: regression if they are amounts.");
        }

        if (task == LearningTask.Regression)
            throw new DatasetException($"{table.Place(0, target)}: the target holds '{column.Texts[0]}', which is no number, but the task is regression. Choose task: classification, or another target.");
        var names = column.Categories(Enumerable.Range(0, table.Rows).Select(row => (long)row));
        if (names.All(name => long.TryParse(name, out _))) names = [.. names.OrderBy(long.Parse)];
        var codes = names.Index().ToDictionary(pair => pair.Item, pair => (long)pair.Index);
        return names.Length > 1
            ? (tensor(column.Texts.Select(text => codes[text]).ToArray()), names)
            : throw new DatasetException($"{table.Path}: every row has the same target '{names[0]}', so there is nothing to tell apart.");
    }
}
