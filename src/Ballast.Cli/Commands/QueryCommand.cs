using System.CommandLine;
using System.Globalization;
using Spectre.Console;

namespace Ballast.Cli;

/// <summary><c>ballast query "SELECT …"</c>: runs as tables.</summary>
internal static class QueryCommand
{
    public static Command Create()
    {
        var sql = new Argument<string?>("SQL")
        {
            Description = "One SELECT in SQLite's dialect. Without it the tables are listed.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var folder = new Option<string>("--runs") { Description = "The folder of the runs.", DefaultValueFactory = _ => RunFolder.Runs };
        var csv = new Option<bool>("--csv") { Description = "Print comma-separated values." };
        var command = new Command("query", "Ask all runs of a folder in SQL. Nothing is changed; NULL is NaN.") { sql, folder, csv };
        command.SetAction(parsed =>
            Run(parsed.GetValue(sql), parsed.GetValue(folder)!, parsed.GetValue(csv), parsed.GetValue(GlobalOptions.Json))
        );
        return command;
    }

    private static int Run(string? sql, string folder, bool csv, bool json)
    {
        if (sql is null)
        {
            Console.Out.WriteLine(RunQuery.Tables);
            return ExitCode.Done;
        }

        if (!Directory.Exists(folder))
            throw new UsageException($"There is no folder {folder}. Train something, or give the folder of your runs: --runs FOLDER.");
        using var query = RunQuery.Over(folder, sql);
        foreach (var words in query.Unread)
            Console.Error.WriteLine($"ballast: left out: {words}");
        var (columns, rows) = Asked(query, sql);
        if (json)
            JsonLine.Write(
                new
                {
                    command = "query",
                    status = "done",
                    columns,
                    rows,
                }
            );
        else if (csv)
            WriteCsv(columns, rows);
        else
            Screens.Said(json).Write(Table(columns, rows));
        return ExitCode.Done;
    }

    private static (IReadOnlyList<string> Columns, IReadOnlyList<object?[]> Rows) Asked(RunQuery query, string sql)
    {
        try
        {
            return query.Ask(sql);
        }
        catch (ArgumentException fault)
        {
            throw new UsageException(fault.Message.Split(" (Parameter")[0]);
        }
    }

    private static Table Table(IReadOnlyList<string> columns, IReadOnlyList<object?[]> rows)
    {
        var table = new Table().Border(TableBorder.None);
        foreach (var column in columns)
            table.AddColumn(new TableColumn(Markup.Escape(column)));
        foreach (var row in rows)
            table.AddRow(row.Select(cell => new Text(Word(cell))));
        return table;
    }

    private static void WriteCsv(IReadOnlyList<string> columns, IReadOnlyList<object?[]> rows)
    {
        Console.Out.WriteLine(string.Join(',', columns.Select(CsvCell.Of)));
        foreach (var row in rows)
            Console.Out.WriteLine(string.Join(',', row.Select(cell => CsvCell.Of(Word(cell)))));
    }

    private static string Word(object? cell) =>
        cell switch
        {
            null => "",
            double number => number.ToString("G6", CultureInfo.InvariantCulture),
            byte[] bytes => $"{bytes.Length} bytes",
            IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
            _ => $"{cell}",
        };
}
