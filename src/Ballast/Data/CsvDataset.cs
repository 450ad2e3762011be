using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>A table as a data set: the target columns, and every other column as inputs; row by row, or in windows of rows.</summary>
internal static class CsvDataset
{
    public static Dataset Load(string path, CsvOptions csv, DataOptions options)
    {
        using var scope = NewDisposeScope();
        var (table, own) = Tables(path, csv, options);
        var target = CsvTarget.Read(table, csv, own);
        HashSet<int> ignored = [.. csv.Ignore.Select(table.Column)], categorical = [.. csv.Categorical.Select(table.Column)];
        if (target.Classes.Length > 0) categorical.UnionWith(target.Columns);       // where the past of a label is an input
        CsvColumn[] columns = [.. Features(table, csv, target, ignored).Select(column => CsvColumn.Of(table, column, categorical.Contains(column)))];
        var raw = new RawSamples(path, new(zeros(table.Rows, 1), target.Y), target.Classes.Length)
        {
            ClassNames = target.Classes, TargetNames = target.Classes.Length > 0 ? [] : [.. target.Columns.Select(it => table.Columns[it])],
            Own = own, Place = (row, column) => table.Place((int)row, target.Columns[(int)column]),
        };

        // the split comes first: categories, like means, are learned on the training part alone
        if (csv.Window is null)
        {
            var parts = raw.Partition(options.Split);
            var inputs = Inputs(ref raw, columns, parts.Train);
            return (raw with { All = new(inputs, target.Y) }).ToDataset(parts, options);
        }

        var plan = WindowPlan.Of(table, csv.Window, own, options.Split);
        var (rows, targets) = (Inputs(ref raw, columns, plan.TrainRows), plan.Targets);
        raw = raw with
        {
            All = new(plan.Inputs(path, rows), target.Y.index_select(0, tensor(targets))), Own = plan.Parts, Window = csv.Window,
            Place = (window, column) => table.Place((int)targets[window], target.Columns[(int)column]),
        };
        return raw.ToDataset(plan.Parts.Around(new([.. Enumerable.Range(0, (int)plan.Parts.Train).Select(i => (long)i)], [], [])), options);
    }

    private static Tensor Inputs(ref RawSamples raw, CsvColumn[] columns, long[] train)
    {
        var path = raw.Name;
        InputColumn[] learned = [.. columns.Select(column => column.Learn(path, train))];
        var encoded = columns.Zip(learned, (column, it) => column.Encode(it.Categories)).ToArray();
        bool[] unscaled = [.. columns.Zip(encoded).SelectMany(pair => Enumerable.Repeat(pair.First.Numbers is null, (int)pair.Second.shape[1]))];
        raw = raw with { Columns = learned, Unscaled = i => unscaled[i] };
        return cat(encoded, 1);
    }

    private static (CsvTable, OwnParts) Tables(string path, CsvOptions csv, DataOptions options)
    {
        var train = CsvTable.Read(path);
        foreach (var ignored in csv.Ignore) train.Column(ignored);
        string[] used = [.. train.Columns.Except(csv.Ignore), csv.Target, .. csv.MoreTargets];
        var (validation, test) = (Part(options.ValidationSource), Part(options.TestSource));
        foreach (var other in new[] { validation, test }) if (other is not null && Missing(other) is { } name) throw Absent(other, name);
        var all = train;
        foreach (var other in new[] { validation, test }) if (other is not null) all = all.Above(other);
        return (all, new(train.Rows, validation?.Rows ?? 0, test?.Rows ?? 0));

        string? Missing(CsvTable other) => used.FirstOrDefault(name => !other.Columns.Contains(name));

        DatasetException Absent(CsvTable other, string name) => new(
            $"{other.Path} has no column '{name}', which {path} has. Its header has {string.Join(", ", other.Columns)}. "
            + (name == csv.Target || csv.MoreTargets.Contains(name) ? "A file that is measured on has to say what is right; rows without a target are for ballast predict." : $"Add it, or leave it out of both with ignore: [{name}]."));

        static CsvTable? Part(PartSource? source) => source?.Path is { } file ? CsvTable.Read(file) : null;
    }

    private static int[] Features(CsvTable table, CsvOptions csv, CsvTarget target, HashSet<int> ignored)
    {
        if (csv.Window is { } window)
        {
            HashSet<int> apart = [.. ignored, .. new[] { window.By, window.Time }.OfType<string>().Select(table.Column)];
            int[] inputs = window.Inputs is { } named ? [.. named.Select(table.Column)] : [.. Enumerable.Range(0, table.Columns.Count).Where(column => !apart.Contains(column))];
            return inputs.Length > 0 ? inputs : throw new DatasetException($"{table.Path}: no column is left to make windows of.");
        }

        int[] features = [.. Enumerable.Range(0, table.Columns.Count).Where(column => !ignored.Contains(column) && !target.Columns.Contains(column))];
        return features.Length > 0 ? features : throw new DatasetException($"{table.Path}: no column is left to predict '{string.Join("', '", target.Columns.Select(it => table.Columns[it]))}' from.");
    }
}
