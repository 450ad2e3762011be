using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Ballast;

/// <summary>
/// Reads steps as <see cref="StepInsert"/> wrote them, through SQLite's own interface too: a page over a long run reads every step of it,
/// and <see cref="SqliteDataReader"/> takes most of that time for itself. NULL is NaN.
/// </summary>
internal sealed class StepSelect : IDisposable
{
    private const string Columns =
        "step, at, loss, accuracy, gradient_norm, non_finite, verdict, overruled, scale, reason, learning_rate, loss_scale, capped, "
        + "restarted, update_ratio, edits, elapsed";

    private const int Scalars = 17;

    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;
    private readonly bool _statistics;

    public StepSelect(SqliteConnection connection, bool statistics)
    {
        (_database, _statistics) = (connection.Handle!, statistics);
        var columns = statistics ? $"{Columns}, {string.Join(", ", RunSchema.Sections)}" : Columns;
        var sql = $"SELECT {columns} FROM steps WHERE step > ?1 AND step <= ?2 ORDER BY step LIMIT ?3";
        Check(raw.sqlite3_prepare_v2(_database, sql, out _statement));
    }

    /// <summary>Steps after one, up to another, at most so many. Holds no lock afterwards.</summary>
    public List<RunStep> Page(long after, long last, int most)
    {
        var page = new List<RunStep>(most);
        Check(raw.sqlite3_bind_int64(_statement, 1, after));
        Check(raw.sqlite3_bind_int64(_statement, 2, last));
        Check(raw.sqlite3_bind_int(_statement, 3, most));
        try
        {
            int result;
            while ((result = raw.sqlite3_step(_statement)) == raw.SQLITE_ROW)
                page.Add(Read());
            if (result != raw.SQLITE_DONE)
                Check(result);
            return page;
        }
        finally
        {
            _ = raw.sqlite3_reset(_statement); // says the error of the step once more
        }
    }

    public void Dispose() => _statement.Dispose();

    private RunStep Read() =>
        new()
        {
            Step = StepRow.Checked(Whole(0)),
            At = TimeSpan.FromSeconds(Real(1)),
            Loss = Number(2),
            Accuracy = Number(3),
            GradientNorm = Number(4),
            NonFinite = Whole(5),
            Verdict = Verdict(Text(6)),
            Overruled = Whole(7) != 0,
            Scale = Real(8),
            Reason = Text(9),
            LearningRate = Number(10),
            LossScale = Number(11),
            Capped = checked((int)Whole(12)),
            Restarted = checked((int)Whole(13)),
            UpdateRatio = Number(14),
            Edits = Text(15) is { Length: > 0 } edits ? edits.Split('\n') : [],
            Elapsed = TimeSpan.FromSeconds(Real(16)),
            Parameters = _statistics && !IsNull(Scalars) ? Statistics() : ParameterStatistics.None,
        };

    private ParameterStatistics Statistics()
    {
        var sections = new float[RunRow.Sections][];
        for (var i = 0; i < sections.Length; i++)
            sections[i] = IsNull(Scalars + i)
                ? []
                : MemoryMarshal.Cast<byte, float>(raw.sqlite3_column_blob(_statement, Scalars + i)).ToArray();
        return new(sections);
    }

    private bool IsNull(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL;

    private double Number(int column) => IsNull(column) ? double.NaN : raw.sqlite3_column_double(_statement, column);

    private double Real(int column) => raw.sqlite3_column_double(_statement, Present(column));

    private long Whole(int column) => raw.sqlite3_column_int64(_statement, Present(column));

    private string Text(int column) => raw.sqlite3_column_text(_statement, Present(column)).utf8_to_string() ?? "";

    private int Present(int column) =>
        IsNull(column) ? throw new FormatException($"A step has nothing in column {column}, which always has a value.") : column;

    private static VerdictKind Verdict(string name) =>
        name switch
        {
            "proceed" => VerdictKind.Proceed,
            "rescale" => VerdictKind.Rescale,
            _ => Enum.Parse<VerdictKind>(name, ignoreCase: true),
        };

    private void Check(int result) => SqliteException.ThrowExceptionForRC(result, _database);
}
