using System.IO.Compression;
using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>Reads files that hold inputs for a trained model.</summary>
internal static class SampleFile
{
    private static readonly string[] Kinds = [.. ImageFile.Extensions, ".npy", ".npz", ".csv", ".tsv"];

    /// <exception cref="DatasetException">The file is absent, of an unknown kind, damaged, or does not fit the format.</exception>
    public static SampleRows Read(string path, SampleFormat format, List<string> notes)
    {
        using var scope = NewDisposeScope();
        CsvTable? table = null;
        IReadOnlyList<long> rows = [];
        var raw = Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".npy" => Several(path, DataFile.Read(path, stream => NpyArray.Read(stream, path)), format),
            ".npz" => Several(path, Archived(path, format.Array), format),
            ".csv" or ".tsv" => Rows(path, format, notes, out table, out rows),
            var kind when ImageFile.Extensions.Contains(kind) => Picture(path, format.InputShape),
            _ => throw new DatasetException($"{path} is of no kind that can be read. Give {string.Join(", ", Kinds)}."),
        };
        if (format.Symbols is { } symbols)
            return new(Checked(path, raw, symbols, format.Padding).MoveToOuterDisposeScope(), null, []);
        SampleCheck.Finite(path, "input", raw);
        return new(
            format.Scaling.Apply(raw.to(NpyArray.Computed(raw.dtype), copy: true)).to(ScalarType.Float32).MoveToOuterDisposeScope(),
            table,
            rows
        );
    }

    // one input of the format's shape, or several with a dimension before it; a plain list fits a table of one column
    private static Tensor Several(string path, Tensor array, SampleFormat format)
    {
        long[] wanted = [.. format.InputShape];
        if (array.shape.AsSpan().SequenceEqual(wanted))
            return array.unsqueeze(0);
        if (wanted is [1] && array.dim() == 1)
            return array.unsqueeze(1);
        if (format.Padding is { } padding && wanted is [var steps] && array.dim() is 1 or 2 && array.shape[^1] < steps)
            return Filled(array.dim() == 1 ? array.unsqueeze(0) : array, steps, padding);
        return array.shape.AsSpan(1).SequenceEqual(wanted)
            ? array
            : throw new DatasetException(
                $"{path} holds an array of [{string.Join(", ", array.shape)}]; the model takes inputs of "
                    + $"[{string.Join(", ", wanted)}]. Give one of that shape, or several with one more dimension before it."
            );
    }

    private static Tensor Archived(string path, string? key) => DataFile.Read(path, stream =>
        {
            using var archive = new ZipArchive(stream, ZipArchiveMode.Read);
            return NpyDataset
                .Array(
                    archive,
                    path,
                    archive.Entries is [var only] && only.FullName.EndsWith(".npy", StringComparison.Ordinal)
                        ? only.FullName[..^4]
                        : key ?? "x"
                )
                .Values;
        });

    // shorter sequences end in padding
    private static Tensor Filled(Tensor array, long steps, long padding)
    {
        using Scalar nothing = padding;
        return cat([array, full([array.shape[0], steps - array.shape[1]], nothing, dtype: array.dtype)], 1);
    }

    private static Tensor Rows(string path, SampleFormat format, List<string> notes, out CsvTable table, out IReadOnlyList<long> rows)
    {
        if (format.Columns is not { } columns)
            throw new DatasetException(
                $"{path} is a table, but the model was not trained on one. Give a picture or an npy array of "
                    + $"[{string.Join(", ", format.InputShape)}]."
            );
        var read = CsvTable.Read(path, format.Header);
        notes.AddRange(read.Notes);
        // where the training had one decimal mark, columns that did not show it have it too
        string[] marks = [.. columns.Select(column => column.Notation?.Decimal).OfType<string>().Distinct()];
        read = table = read with
        {
            Habits = new()
            {
                Decimal = marks is [var only] ? only : null,
                DecimalChosen = marks.Length == 1,
                DecimalFrom = "the training",
                PointIsUsual = read.Delimiter != ';',
            },
        };
        var inputs = cat([.. columns.Select(column => ColumnInputs.Of(ColumnReader.Read(read, column, notes), column))], 1);
        rows = [.. Enumerable.Range(0, table.Rows).Select(row => (long)row)];
        if (format.Window is not { } window)
            return inputs;
        var series = TimeSeries.Of(table, window, 0, table.Rows);
        long[][] whole = [.. series.Where(stretch => window.Count(stretch.Length, ahead: 0, stride: 1) > 0)];
        if (whole.Length == 0)
            throw new DatasetException(
                $"{path} has at most {series.Max(stretch => stretch.Length)} rows in a row of one series; the model answers from "
                    + $"the last {window.Length}. Give as many."
            );
        var (order, last) = (0L, whole.SelectMany(stretch => TimeSeries.Rows(stretch, window, after: 0, ahead: 0, stride: 1)));
        // the series one after the other are not what a reader expects
        (long Row, long Window)[] inFile = [.. last.Select(row => (row, order++)).OrderBy(pair => pair.row)];
        rows = [.. inFile.Select(pair => pair.Row)];
        return cat([.. whole.Select(stretch => TimeSeries.Windows(inputs, stretch, window, ahead: 0, stride: 1))], 0)
            .index_select(0, tensor(inFile.Select(pair => pair.Window).ToArray()));
    }

    private static Tensor Picture(string path, IReadOnlyList<long> shape)
    {
        if (shape is not [1 or 3, var rows, var columns])
            throw new DatasetException(
                $"{path} is a picture, but the model takes inputs of [{string.Join(", ", shape)}]. Give an npy array of that shape."
            );
        var pixels = new byte[shape[0] * rows * columns];
        ImageFile.Decode(path, ((int)rows, (int)columns), resize: true, pixels);
        return tensor(pixels, [1, shape[0], rows, columns]);
    }

    private static Tensor Checked(string path, Tensor raw, long symbols, long? padding)
    {
        if (raw.is_floating_point())
            throw new DatasetException($"{path} holds {raw.dtype} values, but the model takes symbols. Convert them with astype('int64').");
        var whole = raw.to(ScalarType.Int64);
        var odd = whole.data<long>().ToArray().FirstOrDefault(symbol => (symbol < 0 || symbol >= symbols) && symbol != padding, 0);
        return odd == 0
            ? whole
            : throw new DatasetException(
                $"{path} holds the symbol {odd}; the model knows 0 to "
                    + $"{symbols - 1}{(padding is null ? "" : $" and {padding} for padding")}. Leave such inputs out."
            );
    }
}
