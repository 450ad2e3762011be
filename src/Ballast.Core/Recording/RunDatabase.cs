using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;

namespace Ballast;

/// <summary>
/// A run file as its writer sees it: one connection, used by one thread at a time. Every method throws what SQLite throws.
/// </summary>
internal sealed class RunDatabase : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly StepInsert _insert;

    private RunDatabase(SqliteConnection connection) => (_connection, _insert) = (connection, new StepInsert(connection));

    /// <summary>
    /// Makes the file under another name and moves it into place whole, so that a run killed at any moment leaves either no
    /// file or a readable one, which says from the first moment on what it is of.
    /// </summary>
    public static void Create(string path, IEnumerable<KeyValuePair<string, string>> facts)
    {
        var unfinished = $"{path}.{Guid.NewGuid():N}.new";
        try
        {
            using (var connection = Connect(unfinished, SqliteOpenMode.ReadWriteCreate, 5))
            {
                Execute(connection, $"BEGIN; {RunSchema.Create}");
                foreach (var (key, value) in facts)
                    Note(connection, key, value);
                Execute(connection, "COMMIT");
            }

            File.Move(unfinished, path);
        }
        finally
        {
            File.Delete(unfinished);
        }
    }

    /// <param name="path">A file that exists.</param>
    /// <param name="journal">How it is protected.</param>
    /// <param name="patience">Seconds to wait for a lock before an attempt fails.</param>
    /// <param name="maxPages">Size limit in pages, to rehearse a full disk; 0 for none.</param>
    public static RunDatabase Open(string path, RunJournal journal, int patience = 1, int maxPages = 0)
    {
        var connection = Connect(path, SqliteOpenMode.ReadWrite, patience);
        try
        {
            // a batch stays in memory until it is committed; a power failure may cost the last batches, never the file
            Execute(
                connection,
                $"PRAGMA journal_mode = {(journal == RunJournal.WriteAhead ? "WAL" : "TRUNCATE")}; "
                    + $"PRAGMA busy_timeout = {patience * 1000}; PRAGMA synchronous = NORMAL; "
                    + "PRAGMA cache_size = -32768; PRAGMA cache_spill = OFF"
            );
            Execute(connection, RunSchema.CreateLater);
            if (maxPages > 0)
                Execute(connection, string.Create(CultureInfo.InvariantCulture, $"PRAGMA max_page_count = {maxPages}"));
            return new(connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Writes a batch as a whole, or not at all.</summary>
    public void Write(List<RunRow> rows, List<Action<RunDatabase>> notes, long dropped)
    {
        using var transaction = _connection.BeginTransaction();
        foreach (var row in rows)
            _insert.Run(row);
        foreach (var note in notes)
            note(this);
        if (dropped > 0)
            Note("dropped", dropped.ToString(CultureInfo.InvariantCulture));
        transaction.Commit();
    }

    /// <summary>Seconds from the start to the last step that is there.</summary>
    public double LastTime()
    {
        using var command = _connection.CreateCommand();
        command.CommandText = "SELECT coalesce(max(at), 0.0) FROM steps";
        return (double)command.ExecuteScalar()!;
    }

    /// <summary>Takes out what was recorded after so many steps, and that the run has ended.</summary>
    public void Rewind(long steps)
    {
        using var transaction = _connection.BeginTransaction();
        Insert("DELETE FROM steps WHERE step >= $1", steps);
        Insert("DELETE FROM evaluations WHERE step > $1", steps);
        Insert("DELETE FROM notices WHERE step >= $1", steps);
        Insert("DELETE FROM ranks WHERE step >= $1", steps);
        Insert("DELETE FROM summary");
        Insert("DELETE FROM trivial");
        Insert("DELETE FROM info WHERE key = 'ended'");
        transaction.Commit();
    }

    public void Note(string key, string value) => Note(_connection, key, value);

    public void Parameters(IReadOnlyList<ParameterInfo> parameters)
    {
        Insert("DELETE FROM parameters");
        for (var i = 0; i < parameters.Count; i++)
            Insert(
                "INSERT INTO parameters VALUES ($1, $2, $3, $4)",
                i,
                parameters[i].Name,
                string.Join(' ', parameters[i].Shape),
                parameters[i].Calls
            );
    }

    public void Evaluation(EvaluationRecord it)
    {
        Insert("INSERT OR REPLACE INTO evaluations VALUES ($1, $2, $3, $4)", it.Step, it.Epoch, it.Loss, it.Accuracy);
        Metrics(it.Step, it.Metrics);
    }

    public void Notices(long step, IReadOnlyList<string> notices)
    {
        for (var i = 0; i < notices.Count; i++)
            Insert("INSERT OR REPLACE INTO notices VALUES ($1, $2, $3)", step, i, notices[i]);
    }

    public void Ranks(long step, IReadOnlyList<RankReading> ranks)
    {
        foreach (var it in ranks)
            Insert(
                "INSERT OR REPLACE INTO ranks VALUES ($1, $2, $3, $4, $5, $6, $7)",
                step,
                it.Rank,
                it.Loss,
                it.Rows,
                it.GradientNorm,
                it.NonFinite,
                (object?)it.Broken ?? DBNull.Value
            );
    }

    public void Summary(TrainingSummary it)
    {
        if (it.Trivial is { } trivial)
            Insert(
                "INSERT OR REPLACE INTO trivial VALUES (1, $1, $2, $3, $4)",
                trivial.Loss,
                trivial.Accuracy,
                trivial.Word ?? (object)DBNull.Value,
                trivial.Sentence
            );
        Metrics(it.Steps, it.Metrics);
        Insert(
            "INSERT OR REPLACE INTO summary VALUES (1, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
            it.Status.Name(),
            it.Reason,
            it.TestLoss,
            it.TestAccuracy,
            it.Steps,
            it.Clipped,
            it.Capped,
            it.Skipped,
            it.RolledBack,
            it.NonFiniteLosses,
            it.Elapsed.TotalSeconds
        );
    }

    private void Metrics(long step, IReadOnlyList<MetricValue> metrics)
    {
        if (metrics.Count > 0)
            Insert("DELETE FROM metrics WHERE step = $1", step);
        for (var i = 0; i < metrics.Count; i++)
            Insert(
                "INSERT OR REPLACE INTO metrics VALUES ($1, $2, $3, $4, $5)",
                step,
                i,
                metrics[i].Name,
                metrics[i].Value,
                metrics[i].Details.Count == 0 ? DBNull.Value : MemoryMarshal.AsBytes(metrics[i].Details.ToArray().AsSpan()).ToArray()
            );
    }

    /// <summary>
    /// Folds the write-ahead log into the file, so that a finished run is one file that opens even where nothing can be written.
    /// </summary>
    public void Finish()
    {
        try
        {
            Execute(_connection, "PRAGMA journal_mode = DELETE");
        }
        catch (SqliteException)
        {
            // someone is reading: the log stays beside the file, which is just as good to read
        }
    }

    public void Dispose()
    {
        _insert.Dispose();
        _connection.Dispose();
    }

    private static void Note(SqliteConnection connection, string key, string value) =>
        Insert(connection, "INSERT OR REPLACE INTO info VALUES ($1, $2)", key, value);

    private void Insert(string sql, params object[] values) => Insert(_connection, sql, values);

    private static void Insert(SqliteConnection connection, string sql, params object[] values)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 0; i < values.Length; i++)
            command.Parameters.AddWithValue($"${i + 1}", values[i] is double.NaN ? DBNull.Value : values[i]);
        command.ExecuteNonQuery();
    }

    private static SqliteConnection Connect(string path, SqliteOpenMode mode, int patience)
    {
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder
            {
                DataSource = path,
                Mode = mode,
                Pooling = false,
                DefaultTimeout = patience,
            }.ToString()
        );
        connection.Open();
        return connection;
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
