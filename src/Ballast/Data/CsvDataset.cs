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
        List<string> notes = [.. table.Notes];
        var targets = CsvTarget.Places(table, csv);
        var inputs = Features(table, csv, targets);
        HashSet<int> categorical = [.. csv.Categorical.Select(table.Column)];
        if (csv.Task == LearningTask.Classification)
            categorical.UnionWith(targets);
        if (Gaps.Kept(table, inputs, targets, csv, notes) is { } kept)
            (table, own) = (table.Only(kept), own.Of(kept));
        table = table with { Habits = TableHabits.Of(table, inputs.Union(targets).Where(column => !categorical.Contains(column)), csv) };
        var target = CsvTarget.Read(table, targets, csv, own, notes);
        if (target.Classes.Length > 0)
            categorical.UnionWith(targets); // where the past of a label is an input
        CsvColumn[] columns = [.. inputs.Select(column => CsvColumn.Of(table, column, categorical.Contains(column)))];
        var raw = new RawSamples(path, new(zeros(table.Rows, 1), target.Y), target.Classes.Length)
        {
            ClassNames = target.Classes,
            TargetNames = target.Classes.Length > 0 ? [] : [.. targets.Select(it => table.Columns[it])],
            Own = own,
            Place = (row, column) => table.Place((int)row, targets[(int)column]),
            Notes = notes,
            Header = csv.Header,
        };

        // the split comes first: categories, like means, are learned on the training part alone
        if (csv.Window is null)
        {
            var parts = raw.Partition(options.Split);
            var x = Inputs(ref raw, columns, parts.Train, csv);
            return (raw with { All = new(x, target.Y) }).ToDataset(parts, options);
        }

        var plan = WindowPlan.Of(table, csv.Window, own, options.Split);
        var (rows, ends) = (Inputs(ref raw, columns, plan.TrainRows, csv), plan.Targets);
        raw = raw with
        {
            All = new(plan.Inputs(path, rows), target.Y.index_select(0, tensor(ends))),
            Own = plan.Parts,
            Window = csv.Window,
            Place = (window, column) => table.Place((int)ends[window], targets[(int)column]),
        };
        return raw.ToDataset(plan.Parts.Around(new([.. Enumerable.Range(0, (int)plan.Parts.Train).Select(i => (long)i)], [], [])), options);
    }

    private static Tensor Inputs(ref RawSamples raw, CsvColumn[] columns, long[] train, CsvOptions csv)
    {
        ColumnLearning.Check(columns, train, csv);
        InputColumn[] learned = [.. columns.Select(column => ColumnLearning.Learn(column, train, csv))];
        bool[] unscaled =
        [
            .. learned.SelectMany(column => Enumerable.Range(0, column.Inputs).Select(input => ColumnInputs.IsUnscaled(column, input))),
        ];
        raw = raw with
        {
            Columns = learned,
            Unscaled = i => unscaled[i],
            Notes = [.. raw.Notes.Union(columns.Zip(learned).SelectMany(pair => ColumnNotes.Of(pair.First, pair.Second)))],
        };
        return cat([.. columns.Zip(learned, ColumnInputs.Of)], 1);
    }

    private static (CsvTable, OwnParts) Tables(string path, CsvOptions csv, DataOptions options)
    {
        var train = CsvTable.Read(path, csv.Header);
        foreach (var ignored in csv.Ignore)
            train.Column(ignored);
        string[] used = [.. train.Columns.Except(csv.Ignore), csv.Target, .. csv.MoreTargets];
        var (validation, test) = (Part(options.ValidationSource), Part(options.TestSource));
        foreach (var other in new[] { validation, test })
            if (other is not null && Missing(other) is { } name)
                throw Absent(other, name);
        var all = train;
        foreach (var other in new[] { validation, test })
            if (other is not null)
                all = all.Above(other);
        return (all, new(train.Rows, validation?.Rows ?? 0, test?.Rows ?? 0));

        string? Missing(CsvTable other) => used.FirstOrDefault(name => !other.Columns.Contains(name));

        DatasetException Absent(CsvTable other, string name) =>
            new(
                $"{other.Path} has no column '{name}', which {path} has. Its header has {string.Join(", ", other.Columns)}. "
                    + (
                        name == csv.Target || csv.MoreTargets.Contains(name)
                            ? "A file that is measured on has to say what is right; rows without a target are for ballast predict."
                            : $"Add it, or leave it out of both with ignore: [{name}]."
                    )
            );

        CsvTable? Part(PartSource? source) => source?.Path is { } file ? CsvTable.Read(file, csv.Header) : null;
    }

    private static int[] Features(CsvTable table, CsvOptions csv, int[] targets)
    {
        HashSet<int> ignored = [.. csv.Ignore.Select(table.Column)];
        if (csv.Window is { } window)
        {
            HashSet<int> apart = [.. ignored, .. new[] { window.By, window.Time }.OfType<string>().Select(table.Column)];
            int[] inputs = window.Inputs is { } named
                ? [.. named.Select(table.Column)]
                : [.. Enumerable.Range(0, table.Columns.Count).Where(column => !apart.Contains(column))];
            return inputs.Length > 0 ? inputs : throw new DatasetException($"{table.Path}: no column is left to make windows of.");
        }

        int[] features =
        [
            .. Enumerable.Range(0, table.Columns.Count).Where(column => !ignored.Contains(column) && !targets.Contains(column)),
        ];
        return features.Length > 0
            ? features
            : throw new DatasetException(
                $"{table.Path}: no column is left to predict '{string.Join("', '", targets.Select(it => table.Columns[it]))}' from."
            );
    }
}
