using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Ballast.Cli;

/// <summary>Predictions as a file: csv with a header, one line for each, or json. Whole or not at all.</summary>
internal static class PredictionTable
{
    private const int MostClasses = 50; // of more, a column for each is no help
    private const int Digits = 9; // what float32 holds

    /// <summary>Refuses a file that could not be written, before anything is computed for it.</summary>
    /// <exception cref="UsageException">Its kind is unknown, its folder is not there, or it is one of the inputs.</exception>
    public static void Check(string path, IEnumerable<string> inputs)
    {
        var full = Path.GetFullPath(path);
        if (Path.GetExtension(path).ToLowerInvariant() is not (".csv" or ".json"))
            throw new UsageException($"--out {path} is of no kind that can be written. Give a name that ends in .csv or .json.");
        if (!Directory.Exists(Path.GetDirectoryName(full)))
            throw new UsageException(
                $"--out {path} cannot be written: there is no folder {Path.GetDirectoryName(full)}. Make it, or choose another."
            );
        if (Directory.Exists(full))
            throw new UsageException($"--out {path} is a folder. Give the name of a file in it.");
        if (inputs.Any(input => Path.GetFullPath(input) == full))
            throw new UsageException($"--out {path} is one of the files to predict from, which would be lost. Choose another name.");
    }

    /// <summary>Writes all predictions.</summary>
    /// <param name="path">Ends in .csv or .json.</param>
    /// <param name="files">In the order in which they were given.</param>
    /// <param name="format">What the answers mean.</param>
    /// <param name="inputs">Whether the columns of the tables come first.</param>
    /// <exception cref="UsageException">The file cannot be written; what was there is left.</exception>
    public static void Write(string path, IReadOnlyList<PredictedFile> files, SampleFormat format, bool inputs)
    {
        try
        {
            DataFile.WriteAtomically(Path.GetFullPath(path), stream =>
            {
                if (path.EndsWith(".json", StringComparison.OrdinalIgnoreCase))
                {
                    JsonSerializer.Serialize(stream, files.SelectMany(file => file.Predictions), JsonLine.Options);
                    return;
                }

                using var text = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
                foreach (var row in Rows(files, format, inputs))
                    text.WriteLine(string.Join(',', row.Select(CsvCell.Of)));
            });
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--out {path} cannot be written: {fault.Message}");
        }
    }

    private static IEnumerable<string[]> Rows(IReadOnlyList<PredictedFile> files, SampleFormat format, bool inputs)
    {
        var all = files.SelectMany(file => file.Predictions);
        var (several, steps) = (files.Count > 1, all.Any(it => it.Step is not null));
        var (lines, times, spread) = (
            all.Any(it => it.Line is not null),
            all.Any(it => it.Time is not null),
            all.Any(it => it.Spread is not null)
        );
        string[] taken = inputs ? [.. files[0].Table!.Columns] : [];
        string[] own =
        [
            .. several ? ["file"] : Array.Empty<string>(),
            "row",
            .. lines ? ["line"] : Array.Empty<string>(),
            .. times ? ["time"] : Array.Empty<string>(),
            .. steps ? ["step"] : Array.Empty<string>(),
        ];
        string[] said = [.. Answers(format), .. spread ? Spreads(format) : []];
        yield return [.. taken, .. own.Concat(said).Select(name => taken.Contains(name) ? $"{name} (predicted)" : name)];
        foreach (var file in files)
        {
            foreach (var it in file.Predictions)
            {
                IEnumerable<string> row = inputs
                    ? taken.Select(name => file.Table!.Cells[file.Table.Column(name)][(int)file.Rows[(int)it.Index]])
                    : [];
                if (several)
                    row = row.Append(it.File);
                row = row.Append(Whole(it.Index));
                if (lines)
                    row = row.Append(Whole(it.Line));
                if (times)
                    row = row.Append(it.Time ?? "");
                if (steps)
                    row = row.Append(Whole(it.Step));
                yield return [.. row, .. Answer(it, format), .. (it.Spread ?? []).Select(Number)];
            }
        }
    }

    private static IEnumerable<string> Answers(SampleFormat format)
    {
        if (format.Classes == 0)
            return format.TargetNames.Count > 0 ? format.TargetNames
                : format.Outputs == 1 ? ["value"]
                : Enumerable.Range(0, (int)format.Outputs).Select(i => $"value {i}");
        return
        [
            format.ClassNames.Count > 0 ? "name" : "class",
            "probability",
            .. format.Classes <= MostClasses ? Enumerable.Range(0, format.Classes).Select(i => $"p({Name(i, format)})") : [],
        ];
    }

    private static IEnumerable<string> Spreads(SampleFormat format) =>
        format.Classes > 0 ? ["spread"] : Answers(format).Select(name => $"{name} spread");

    private static IEnumerable<string> Answer(Prediction it, SampleFormat format) =>
        it.Values is { } values
            ? values.Select(Number)
            :
            [
                it.Name ?? Whole(it.Class),
                Number(it.Probability!.Value),
                .. format.Classes <= MostClasses ? it.Probabilities.Select(Number) : [],
            ];

    private static string Name(int label, SampleFormat format) => label < format.ClassNames.Count ? format.ClassNames[label] : Whole(label);

    private static string Whole(long? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";

    private static string Number(double value) =>
        double.IsFinite(value) ? Words.Value(value, Digits) : value.ToString(CultureInfo.InvariantCulture);
}
