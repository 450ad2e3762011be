using System.Text;
using Sylvan.Data.Csv;

namespace Ballast;

/// <summary>A csv file with a header, as texts: column by column, with the line each row begins on.</summary>
/// <param name="Path">The file, for messages.</param>
/// <param name="Columns">Names from the header, in its order.</param>
/// <param name="Cells">The texts of each column, trimmed.</param>
/// <param name="Lines">The line of the file on which each row begins, from 1.</param>
internal sealed record CsvTable(string Path, IReadOnlyList<string> Columns, IReadOnlyList<string>[] Cells, IReadOnlyList<long> Lines)
{
    private const int LongestRow = 1 << 24,
        Sample = 1 << 16;

    public int Rows => Lines.Count;

    /// <summary>What parts its cells.</summary>
    public char Delimiter { get; init; } = ',';

    /// <summary>Files whose rows follow those of <see cref="Path"/>, each with its first row.</summary>
    private IReadOnlyList<(string Path, int First)> Others { get; init; } = [];

    /// <summary>What its columns show together; nothing before it was looked at.</summary>
    public TableHabits Habits { get; init; } = new();

    /// <summary>What there is to say about how it was read, one sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>
    /// Reads a file. Encoding and delimiter (comma, semicolon, tab or bar) are found from its content, or from Excel's line sep=; quotes
    /// are those of RFC 4180.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="header">The line that names the columns, from 1.</param>
    /// <exception cref="DatasetException">The file is no table: ragged rows, a broken quote, no header, a column name twice, no
    /// rows.</exception>
    public static CsvTable Read(string path, long header = 1) => DataFile.Read(path, stream =>
        {
            if (!stream.CanSeek)
                throw new DatasetException($"{path} is no file but a stream. Save the table in a file.");
            var (encoding, mark) = CsvText.Find(stream, path);
            try
            {
                return Read(stream, path, encoding, mark, header);
            }
            catch (DecoderFallbackException) when (encoding is UTF8Encoding && mark == 0)
            {
                return Western(stream, path, header);
            }
            catch (DecoderFallbackException e)
            {
                throw new DatasetException(
                    $"{path} is no whole text in {encoding.WebName}: {e.Message.TrimEnd('.')}. Save it as UTF-8.",
                    e
                );
            }
        });

    /// <summary>This table with the rows of another one below; columns that the other does not have are empty there.</summary>
    public CsvTable Above(CsvTable other)
    {
        var cells = Columns.Select(
            (name, column) =>
            {
                var below = Array.IndexOf([.. other.Columns], name);
                return (IReadOnlyList<string>)[.. Cells[column], .. below < 0 ? Enumerable.Repeat("", other.Rows) : other.Cells[below]];
            }
        );
        return this with
        {
            Cells = [.. cells],
            Lines = [.. Lines, .. other.Lines],
            Others = [.. Others, (other.Path, Rows)],
            Notes = [.. Notes, .. other.Notes.Except(Notes)],
        };
    }

    /// <summary>The place of a cell, for messages.</summary>
    public string Place(int row, int column) =>
        $"{Others.LastOrDefault(other => other.First <= row).Path ?? Path}, line {Lines[row]}, column '{Columns[column]}'";

    /// <summary>The number of a column.</summary>
    /// <exception cref="DatasetException">There is none of this name; the nearest is suggested.</exception>
    public int Column(string name)
    {
        for (var i = 0; i < Columns.Count; i++)
            if (Columns[i] == name)
                return i;
        var near = Suggestion.Nearest(name, Columns)
            ?? Columns.FirstOrDefault(column => column.Equals(name, StringComparison.OrdinalIgnoreCase));
        var known =
            string.Join(", ", Columns.Take(30).Select(CellText.Short)) + (Columns.Count > 30 ? $" and {Columns.Count - 30} more" : "");
        var unnamed =
            2 * Columns.Count(column => NumberCell.TryRead(column, out _)) >= Columns.Count
                ? " If those are values, the file needs a first line that names its columns."
                : "";
        throw new DatasetException(
            $"{Path} has no column '{CellText.Short(name)}'.{(near is null ? "" : $" Did you mean '{CellText.Short(near)}'?")} "
                + $"Its header has {known}.{unnamed}"
        );
    }

    /// <summary>The table of some rows alone, in their order.</summary>
    public CsvTable Only(int[] rows) =>
        this with
        {
            Cells = [.. Cells.Select(column => (IReadOnlyList<string>)[.. rows.Select(row => column[row])])],
            Lines = [.. rows.Select(row => Lines[row])],
            Others = [.. Others.Select(other => (other.Path, rows.Count(row => row < other.First)))],
        };

    private static CsvTable Western(Stream stream, string path, long header)
    {
        var table = Read(stream, path, CsvText.Western, 0, header);
        // every byte is a letter there; what is none gives other encodings and damage away
        var odd = table
            .Cells.Append(table.Columns)
            .SelectMany(column => column)
            .FirstOrDefault(text => text.Any(c => char.IsControl(c) && c is not ('\n' or '\r' or '\t')));
        if (odd is not null)
            throw new DatasetException(
                $"{path} is not UTF-8 text, and no Western European text either: a cell holds '{CellText.Short(odd)}'. Save it as UTF-8."
            );
        return table with
        {
            Notes =
            [
                $"{path} is not UTF-8; its letters are read as Windows-1252 (Western European). Save it as UTF-8 if names look wrong.",
                .. table.Notes,
            ],
        };
    }

    private static CsvTable Read(Stream stream, string path, Encoding encoding, int mark, long header)
    {
        var (delimiter, skip) = Look(stream, encoding, mark, header);
        var options = new CsvDataReaderOptions
        {
            HasHeaders = false,
            Comment = '\0',
            MaxBufferSize = LongestRow,
            CsvStyle = CsvStyle.Standard,
            Delimiter = delimiter,
        };
        using var text = CsvText.Open(stream, encoding, mark, skip);
        var line = skip + 1;
        try
        {
            using var csv = CsvDataReader.Create(text, options);
            return CsvRows.Read(csv, path, ref line) with { Delimiter = delimiter };
        }
        catch (Exception e) when (e is CsvFormatException or CsvRecordTooLargeException or CsvConfigurationException or FormatException)
        {
            throw new DatasetException(
                $"{path}, near line {line}: this is not csv: {e.Message} A cell that "
                    + "holds a quote has to be quoted, and the quote doubled.",
                e
            );
        }
    }

    /// <summary>The delimiter, and how many lines stand before the header.</summary>
    private static (char Delimiter, long Skip) Look(Stream stream, Encoding encoding, int mark, long header)
    {
        using var first = CsvText.Open(stream, encoding, mark, 0);
        var said = CsvDelimiter.Said(Line(first));
        var skip = Math.Max(header - 1, said is null ? 0 : 1);
        using var text = CsvText.Open(stream, encoding, mark, skip);
        var sample = new char[Sample];
        var length = text.ReadBlock(sample);
        return (said ?? CsvDelimiter.Of(new string(sample, 0, length), length < Sample), skip);
    }

    // the first line may be the whole file
    private static string Line(StreamReader text)
    {
        var start = new char[20];
        var length = text.ReadBlock(start);
        return new string(start, 0, length).Split('\n', '\r')[0];
    }
}
