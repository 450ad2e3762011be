using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Ballast;

/// <summary>
/// The one statement that runs for every step, prepared once. It binds through SQLite's own interface: nothing is boxed or
/// copied into arrays, and NaN becomes NULL by SQLite's rule where <see cref="SqliteParameter"/> would throw.
/// </summary>
internal sealed class StepInsert : IDisposable
{
    private const string Sql = """
        INSERT OR REPLACE INTO steps
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24)
        """;

    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;

    public StepInsert(SqliteConnection connection)
    {
        _database = connection.Handle!;
        Check(raw.sqlite3_prepare_v2(_database, Sql, out _statement));
    }

    public void Run(RunRow row)
    {
        var at = 0;
        Bind(++at, row.Step);
        Bind(++at, row.At);
        Bind(++at, row.Loss);
        Bind(++at, row.Accuracy);
        Bind(++at, row.GradientNorm);
        Bind(++at, row.NonFinite);
        Check(raw.sqlite3_bind_text(_statement, ++at, Name(row.Verdict)));
        Bind(++at, row.Overruled ? 1 : 0);
        Bind(++at, row.Scale);
        Bind(++at, row.Reason);
        Bind(++at, row.LearningRate);
        Bind(++at, row.LossScale);
        Bind(++at, (long)row.Capped);
        Bind(++at, (long)row.Restarted);
        Bind(++at, row.UpdateRatio);
        Bind(++at, row.Edits);
        Bind(++at, row.Elapsed);
        for (var section = 0; section < RunRow.Sections; section++)
            Bind(++at, row.Section(section));
        try
        {
            var result = raw.sqlite3_step(_statement);
            if (result != raw.SQLITE_DONE)
                Check(result);
        }
        finally
        {
            _ = raw.sqlite3_reset(_statement); // says the error of the step once more
        }
    }

    public void Dispose() => _statement.Dispose();

    private static ReadOnlySpan<byte> Name(VerdictKind kind) =>
        kind switch
        {
            VerdictKind.Proceed => "proceed"u8,
            VerdictKind.Rescale => "rescale"u8,
            VerdictKind.Skip => "skip"u8,
            VerdictKind.Rollback => "rollback"u8,
            _ => "halt"u8,
        };

    private void Bind(int at, long value) => Check(raw.sqlite3_bind_int64(_statement, at, value));

    private void Bind(int at, double value) => Check(raw.sqlite3_bind_double(_statement, at, value));

    private void Bind(int at, string value) =>
        Check(value.Length == 0 ? raw.sqlite3_bind_text(_statement, at, ""u8) : raw.sqlite3_bind_text(_statement, at, value));

    private void Bind(int at, ReadOnlySpan<float> section) =>
        Check(
            section.IsEmpty ? raw.sqlite3_bind_null(_statement, at) : raw.sqlite3_bind_blob(_statement, at, MemoryMarshal.AsBytes(section))
        );

    private void Check(int result) => SqliteException.ThrowExceptionForRC(result, _database);
}
