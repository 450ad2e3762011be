using System.IO.Compression;
using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>Reads files that hold inputs for a trained model.</summary>
internal static class SampleFile
{
    private static readonly string[] Kinds = [.. ImageFile.Extensions, ".npy", ".npz", ".csv", ".tsv", ".txt"];

    /// <exception cref="DatasetException">The file is absent, of an unknown kind, damaged, or does not fit the format.</exception>
    public static Tensor Read(string path, SampleFormat format, List<string> notes)
    {
        using var scope = NewDisposeScope();
        var raw = Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".npy" => Several(path, DataFile.Read(path, stream => NpyArray.Read(stream, path)), format),
            ".npz" => Several(path, Archived(path, format.Array), format),
            ".csv" or ".tsv" or ".txt" => Rows(path, format, notes),
            var kind when ImageFile.Extensions.Contains(kind) => Picture(path, format.InputShape),
            _ => throw new DatasetException($"{path} is of no kind that can be read. Give {string.Join(", ", Kinds)}."),
        };
        if (format.Symbols is { } symbols) return Checked(path, raw, symbols).MoveToOuterDisposeScope();
        SampleCheck.Finite(path, "input", raw);
        return format.Scaling.Apply(raw.to(NpyArray.Computed(raw.dtype), copy: true)).to(ScalarType.Float32).MoveToOuterDisposeScope();
    }

    // one input of the format's shape, or several with a dimension before it; a plain list fits a table of one column
    private static Tensor Several(string path, Tensor array, SampleFormat format)
    {
        long[] wanted = [.. format.InputShape];
        if (array.shape.AsSpan().SequenceEqual(wanted)) return array.unsqueeze(0);
        if (wanted is [1] && array.dim() == 1) return array.unsqueeze(1);
        return array.shape.AsSpan(1).SequenceEqual(wanted) ? array
            : throw new DatasetException($"{path} holds an array of [{string.Join(", ", array.shape)}]; the model takes inputs of [{string.Join(", ", wanted)}]. Give one of that shape, or several with one more dimension before it.");
    }

    private static Tensor Archived(string path, string? key) => DataFile.Read(path, stream =>
    {
        using var archive = new ZipArchive(stream, ZipArchiveMode.Read);
        return NpyDataset.Array(archive, path, archive.Entries is [var only] && only.FullName.EndsWith(".npy", StringComparison.Ordinal) ? only.FullName[..^4] : key ?? "x").Values;
    });

    private static Tensor Rows(string path, SampleFormat format, List<string> notes)
    {
        if (format.Columns is not { } columns) throw new DatasetException($"{path} is a table, but the model was not trained on one. Give a picture or an npy array of [{string.Join(", ", format.InputShape)}].");
        var table = CsvTable.Read(path, format.Header);
        notes.AddRange(table.Notes);
        // where the training had one decimal mark, columns that did not show it have it too
        string[] marks = [.. columns.Select(column => column.Notation?.Decimal).OfType<string>().Distinct()];
        table = table with { Habits = new() { Decimal = marks is [var only] ? only : null, DecimalChosen = marks.Length == 1, DecimalFrom = "the training", PointIsUsual = table.Delimiter != ';' } };
        return cat([.. columns.Select(column => ColumnInputs.Of(ColumnReader.Read(table, column, notes), column))], 1);
    }

    private static Tensor Picture(string path, IReadOnlyList<long> shape)
    {
        if (shape is not [1 or 3, var rows, var columns])
            throw new DatasetException($"{path} is a picture, but the model takes inputs of [{string.Join(", ", shape)}]. Give an npy array of that shape.");
        var pixels = new byte[shape[0] * rows * columns];
        ImageFile.Decode(path, ((int)rows, (int)columns), resize: true, pixels);
        return tensor(pixels, [1, shape[0], rows, columns]);
    }

    private static Tensor Checked(string path, Tensor raw, long symbols)
    {
        if (raw.is_floating_point()) throw new DatasetException($"{path} holds {raw.dtype} values, but the model takes symbols. Convert them with astype('int64').");
        var whole = raw.to(ScalarType.Int64);
        var (least, most) = (whole.min().item<long>(), whole.max().item<long>());
        return least >= 0 && most < symbols ? whole : throw new DatasetException($"{path} holds the symbol {(least < 0 ? least : most)}; the model knows 0 to {symbols - 1}. Leave such inputs out.");
    }
}
