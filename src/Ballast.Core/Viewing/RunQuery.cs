using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Ballast;

/// <summary>
/// Runs of a folder as tables that can be asked in SQL. The tables are a copy in memory, made of what the question names: whatever it says,
/// no run file and no other is changed. A NULL in a column of numbers is NaN, as in run files.
/// </summary>
public sealed partial class RunQuery : IDisposable
{
    // each with what it is in a run file; the first column is the run
    private static readonly (string Name, string Columns, string From)[] s_tables =
    [
        (
            "steps",
            "step, at, loss, accuracy, gradient_norm, non_finite, verdict, overruled, scale, reason, learning_rate, loss_scale, capped, "
                + "restarted, update_ratio, edits, elapsed",
            "steps"
        ),
        ("evaluations", "step, epoch, loss, accuracy", "evaluations"),
        ("metrics", "step, position, name, value", "metrics"),
        ("notices", "step, text", "notices"),
        ("ranks", "step, rank, loss, rows, gradient_norm, non_finite, broken", "ranks"),
        ("facts", "key, value", "info"),
        ("parameters", "id, name, shape, calls", "parameters"),
    ];

    private readonly SqliteConnection _memory = new("Data Source=:memory:;Pooling=False");

    private RunQuery() => _memory.Open();

    /// <summary>What could not be read, in words.</summary>
    public IReadOnlyList<string> Unread { get; private set; } = [];

    /// <summary>The tables and their columns, one table to a line.</summary>
    public static string Tables =>
        string.Join(
            '\n',
            s_tables
                .Select(table => $"{table.Name}(run, {table.Columns})")
                .Prepend("runs(run, status, started, steps, test_loss, test_accuracy)")
        );

    /// <summary>Makes the tables that a question names.</summary>
    /// <param name="folder">The folder of the runs, one level deep.</param>
    /// <param name="sql">The question.</param>
    public static RunQuery Over(string folder, string sql)
    {
        var named = Word().Matches(sql).Select(match => match.Value.ToUpperInvariant()).ToHashSet();
        var query = new RunQuery();
        try
        {
            query.Load(RunOverview.RunsIn(folder), [.. s_tables.Where(table => named.Contains(table.Name.ToUpperInvariant()))]);
            return query;
        }
        catch
        {
            query.Dispose();
            throw;
        }
    }

    /// <summary>Asks.</summary>
    /// <param name="sql">One statement that only reads.</param>
    /// <returns>Names of the columns, and the rows; null is NULL.</returns>
    /// <exception cref="ArgumentException">It is no such statement.</exception>
    public (IReadOnlyList<string> Columns, IReadOnlyList<object?[]> Rows) Ask(string sql)
    {
        try
        {
            using var command = _memory.CreateCommand();
            command.CommandText = sql;
            using var reader = command.ExecuteReader();
            string[] columns = [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)];
            if (columns.Length == 0)
                throw new ArgumentException("It gives no rows. Begin with SELECT or WITH.", nameof(sql));
            var rows = new List<object?[]>();
            while (reader.Read())
                rows.Add([
                    .. Enumerable.Range(0, columns.Length).Select(column => reader.IsDBNull(column) ? null : reader.GetValue(column)),
                ]);
            return (columns, rows);
        }
        catch (SqliteException fault)
        {
            throw new ArgumentException($"{fault.Message} The tables are:\n{Tables}", nameof(sql), fault);
        }
    }

    /// <summary>Forgets the tables.</summary>
    public void Dispose() => _memory.Dispose();

    private void Load(IReadOnlyList<string> folders, (string Name, string Columns, string From)[] tables)
    {
        Run("CREATE TABLE runs (run TEXT, status TEXT, started TEXT, steps INTEGER, test_loss REAL, test_accuracy REAL)");
        foreach (var (name, columns, _) in tables)
            Run($"CREATE TABLE {name} (run TEXT, {columns})");
        var unread = new List<string>();
        foreach (var folder in folders)
        {
            var overview = RunOverview.Read(folder);
            var run = Path.GetFileName(folder);
            Run(
                "INSERT INTO runs VALUES ($run, $status, $started, $steps, $loss, $accuracy)",
                ("$run", run),
                ("$status", overview.Status),
                ("$started", overview.Started),
                ("$steps", overview.Steps),
                ("$loss", overview.TestLoss is { } loss && !double.IsNaN(loss) ? loss : DBNull.Value),
                ("$accuracy", (object?)overview.TestAccuracy ?? DBNull.Value)
            );
            if (overview.Status == "unreadable" || tables.Length == 0)
                continue;
            try
            {
                Copy(folder, run, tables);
            }
            catch (SqliteException fault)
            {
                unread.Add($"{folder}: {fault.Message}");
            }
        }

        Unread = unread;
        Run("PRAGMA query_only = 1");
        // nor may it reach for other files
        _ = raw.sqlite3_limit(_memory.Handle!, raw.SQLITE_LIMIT_ATTACHED, 0);
    }

    private void Copy(string folder, string run, (string Name, string Columns, string From)[] tables)
    {
        Run("ATTACH $file AS other", ("$file", RunPaths.Resolve(folder)));
        try
        {
            foreach (var (name, columns, from) in tables)
                if (Count(from) > 0) // older files lack some
                    Run($"INSERT INTO {name} SELECT $run, {columns} FROM other.{from}", ("$run", run));
        }
        finally
        {
            Run("DETACH other");
        }
    }

    private long Count(string table)
    {
        using var command = _memory.CreateCommand();
        command.CommandText = "SELECT count(*) FROM other.sqlite_master WHERE name = $name";
        command.Parameters.AddWithValue("$name", table);
        return (long)command.ExecuteScalar()!;
    }

    private void Run(string sql, params (string Name, object Value)[] values)
    {
        using var command = _memory.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in values)
            command.Parameters.AddWithValue(name, value);
        command.ExecuteNonQuery();
    }

    [GeneratedRegex(@"\w+")]
    private static partial Regex Word();
}
