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
    private const int LongestRow = 1 << 24;

    public int Rows => Lines.Count;

    /// <summary>Files whose rows follow those of <see cref="Path"/>, each with its first row.</summary>
    private IReadOnlyList<(string Path, int First)> Others { get; init; } = [];

    /// <summary>Reads a file; the delimiter (comma, semicolon, tab or bar) is found from its first line, quotes are those of RFC 4180.</summary>
    /// <exception cref="DatasetException">The file is no table: ragged rows, a broken quote, no header, a column name twice, no rows.</exception>
    public static CsvTable Read(string path) => DataFile.Read(path, stream =>
    {
        var options = new CsvDataReaderOptions { HasHeaders = false, Comment = '\0', MaxBufferSize = LongestRow, CsvStyle = CsvStyle.Standard };
        using var text = new StreamReader(stream, new UTF8Encoding(false, throwOnInvalidBytes: true));
        var line = 1L;
        try
        {
            using var csv = CsvDataReader.Create(text, options);
            return Read(csv, path, ref line);
        }
        catch (DecoderFallbackException e)
        {
            throw new DatasetException($"{path} is not UTF-8 text: {e.Message.TrimEnd('.')}. Save it as UTF-8.", e);
        }
        catch (Exception e) when (e is CsvFormatException or CsvRecordTooLargeException or CsvConfigurationException or FormatException)
        {
            throw new DatasetException($"{path}, near line {line}: this is not csv: {e.Message} A cell that holds a quote has to be quoted, and the quote doubled.", e);
        }
    });

    /// <summary>This table with the rows of another one below; columns that the other does not have are empty there.</summary>
    public CsvTable Above(CsvTable other)
    {
        var cells = Columns.Select((name, column) =>
        {
            var below = Array.IndexOf([.. other.Columns], name);
            return (IReadOnlyList<string>)[.. Cells[column], .. below < 0 ? Enumerable.Repeat("", other.Rows) : other.Cells[below]];
        });
        return this with { Cells = [.. cells], Lines = [.. Lines, .. other.Lines], Others = [.. Others, (other.Path, Rows)] };
    }

    /// <summary>The place of a cell, for messages.</summary>
    public string Place(int row, int column) => $"{Others.LastOrDefault(other => other.First <= row).Path ?? Path}, line {Lines[row]}, column '{Columns[column]}'";

    /// <summary>The number of a column.</summary>
    /// <exception cref="DatasetException">There is none of this name; the nearest is suggested.</exception>
    public int Column(string name)
    {
        for (var i = 0; i < Columns.Count; i++) if (Columns[i] == name) return i;
        var near = Suggestion.Nearest(name, Columns) ?? Columns.FirstOrDefault(column => column.Equals(name, StringComparison.OrdinalIgnoreCase));
        throw new DatasetException($"{Path} has no column '{name}'.{(near is null ? "" : $" Did you mean '{near}'?")} Its header has {string.Join(", ", Columns)}.");
    }

    private static CsvTable Read(CsvDataReader csv, string path, ref long line)
    {
        if (!csv.Read()) throw new DatasetException($"{path} is empty. Its first line must name the columns.");
        string[] columns = [.. Row(csv, ref line)];
        if (columns.FirstOrDefault(name => name.Length == 0) is not null) throw new DatasetException($"{path}: a column in the first line has no name. The first line must name every column.");
        if (columns.GroupBy(name => name).FirstOrDefault(group => group.Count() > 1) is { } twice) throw new DatasetException($"{path}: the first line names the column '{twice.Key}' twice. Rename one.");
        var cells = columns.Select(_ => new List<string>()).ToArray();
        var lines = new List<long>();
        for (var at = line; csv.Read(); at = line)
        {
            string[] row = [.. Row(csv, ref line)];
            if (row is [""] && columns.Length > 1) continue;            // an empty line
            if (row.Length != columns.Length)
                throw new DatasetException($"{path}, line {at}: this row has {row.Length} cells, the header has {columns.Length}. Complete the row or remove it; a cell that holds the delimiter has to be quoted.");
            lines.Add(at);
            for (var i = 0; i < row.Length; i++) cells[i].Add(row[i]);
        }

        return lines.Count > 0 ? new(path, columns, cells, lines) : throw new DatasetException($"{path} has a header and no rows.");
    }

    // a quoted cell may hold line breaks, so a row may take several lines
    private static List<string> Row(CsvDataReader csv, ref long line)
    {
        var row = new List<string>(csv.RowFieldCount);
        for (var i = 0; i < csv.RowFieldCount; i++)
        {
            var cell = csv.GetString(i);
            line += cell.AsSpan().Count('\n');
            row.Add(cell.Trim());
        }

        line++;
        return row;
    }
}
