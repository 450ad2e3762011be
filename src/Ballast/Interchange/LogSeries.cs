using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Sylvan.Data.Csv;
using Tensorboard;

namespace Ballast;

/// <summary>Numbers over steps from a log of another tool: event files of TensorBoard, or comma-separated values.</summary>
public static class LogSeries
{
    /// <summary>Reads a log.</summary>
    /// <param name="path">
    /// An event file, a folder with such, also in folders one level below (their names stand before the tags: <c>train/loss</c>), or a
    /// .csv file with a column <c>step</c>, <c>epoch</c> or none.
    /// </param>
    /// <returns>By tag, by step; of several values for a step the last.</returns>
    /// <exception cref="LogFileException">It is not there, is none of these, or is damaged.</exception>
    public static IReadOnlyDictionary<string, SortedDictionary<long, double>> Read(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        var series = new SortedDictionary<string, SortedDictionary<long, double>>(StringComparer.Ordinal);
        try
        {
            if (Directory.Exists(path))
                ReadFolder(path, series);
            else if (!File.Exists(path))
                throw new LogFileException($"There is no {path}. Give an event file, a folder with such, or a .csv file.");
            else if (Path.GetExtension(path).Equals(".csv", StringComparison.OrdinalIgnoreCase))
                ReadCsv(path, series);
            else
                ReadEvents(path, "", series);
        }
        catch (Exception fault) when (fault is UnauthorizedAccessException or IOException and not LogFileException)
        {
            throw new LogFileException($"{path} cannot be read: {fault.Message}", fault);
        }

        return series.Count > 0 ? series : throw new LogFileException($"{path} holds no numbers.");
    }

    private static void ReadFolder(string path, SortedDictionary<string, SortedDictionary<long, double>> series)
    {
        var found = false;
        foreach (var folder in Directory.EnumerateDirectories(path).Order(StringComparer.Ordinal).Prepend(path))
        foreach (var file in Directory.EnumerateFiles(folder, "*tfevents*").Order(StringComparer.Ordinal))
        {
            ReadEvents(file, folder == path ? "" : Path.GetFileName(folder) + "/", series);
            found = true;
        }

        if (!found)
            throw new LogFileException($"{path} has no event files (*tfevents*), nor have the folders in it.");
    }

    private static void ReadEvents(string path, string prefix, SortedDictionary<string, SortedDictionary<long, double>> series)
    {
        using var stream = new BufferedStream(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        foreach (var item in EventFile.Read(stream, path))
        foreach (var value in item.Summary?.Value ?? [])
            if (NumberOf(value) is { } number)
                Add(series, prefix + value.Tag, item.Step, number);
    }

    // older writers have a field for it, newer ones a tensor of one value
    private static double? NumberOf(Summary.Types.Value value) =>
        value.ValueCase switch
        {
            Summary.Types.Value.ValueOneofCase.SimpleValue => value.SimpleValue,
            Summary.Types.Value.ValueOneofCase.Tensor => value.Tensor switch
            {
                { Dtype: DataType.DtFloat, FloatVal: [var single] } => single,
                { Dtype: DataType.DtDouble, DoubleVal: [var number] } => number,
                { Dtype: DataType.DtFloat, TensorContent.Length: 4 } it => BinaryPrimitives.ReadSingleLittleEndian(it.TensorContent.Span),
                { Dtype: DataType.DtDouble, TensorContent.Length: 8 } it => BinaryPrimitives.ReadDoubleLittleEndian(it.TensorContent.Span),
                _ => null,
            },
            _ => null,
        };

    private static void ReadCsv(string path, SortedDictionary<string, SortedDictionary<long, double>> series)
    {
        try
        {
            using var text = new StreamReader(
                new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete),
                Encoding.UTF8
            );
            using var csv = CsvDataReader.Create(text);
            string[] names = [.. Enumerable.Range(0, csv.FieldCount).Select(csv.GetName)];
            var at = IndexOf(names, "step") is >= 0 and var step ? step : IndexOf(names, "epoch");
            for (var row = 0L; csv.Read(); row++)
            {
                if (at >= 0 && !TryNumber(csv.GetString(at), out _))
                    throw new LogFileException($"{path}, row {row + 1}: {names[at]} is '{csv.GetString(at)}' and not a number.");
                var number = at >= 0 && TryNumber(csv.GetString(at), out var given) ? given : row;
                if (number is < 0 or > (1L << 53) || double.IsNaN(number))
                    throw new LogFileException($"{path}, row {row + 1}: {names[at]} is {number}, which is no step.");
                for (var column = 0; column < Math.Min(names.Length, csv.RowFieldCount); column++)
                    if (column != at && TryNumber(csv.GetString(column), out var value))
                        Add(series, names[column], (long)number, value);
            }
        }
        catch (Exception fault) when (fault is FormatException or CsvFormatException or InvalidDataException)
        {
            throw new LogFileException($"{path} is not a table of comma-separated values: {fault.Message}", fault);
        }
    }

    private static int IndexOf(string[] names, string name) =>
        Array.FindIndex(names, it => it.Trim().Equals(name, StringComparison.OrdinalIgnoreCase));

    // as Python, .NET and C write numbers that are none
    private static bool TryNumber(string cell, out double value)
    {
        cell = cell.Trim();
        value = cell.ToUpperInvariant() switch
        {
            "NAN" => double.NaN,
            "INF" or "+INF" or "INFINITY" or "∞" => double.PositiveInfinity,
            "-INF" or "-INFINITY" or "-∞" => double.NegativeInfinity,
            _ => double.NegativeZero,
        };
        return value != 0 || double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
    }

    private static void Add(SortedDictionary<string, SortedDictionary<long, double>> series, string tag, long step, double value)
    {
        if (!series.TryGetValue(tag, out var numbers))
            series[tag] = numbers = [];
        numbers[Math.Max(0, step)] = value;
    }
}
