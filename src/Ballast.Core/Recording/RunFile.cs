using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Ballast;

/// <summary>
/// Reads a run file, finished, growing or left by a kill. Every method says what is there now. Steps are read a page at a
/// time, so that a long read neither fills the memory nor holds up the writer. Not for several threads at once.
/// </summary>
public sealed class RunFile : IDisposable
{
    private const int Page = 2048,
        PageOfReadings = 200_000; // some 20 MB, however many parameters there are
    private readonly SqliteConnection _connection;

    private RunFile(string path, SqliteConnection connection) => (Path, _connection) = (path, connection);

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>How many records the writer left out because the disk did not keep up.</summary>
    public long Dropped =>
        Info().TryGetValue("dropped", out var text) && long.TryParse(text, CultureInfo.InvariantCulture, out var count) ? count : 0;

    /// <summary>The last step that is written; -1 before the first.</summary>
    public long LastStep => Query("SELECT coalesce(max(step), -1) FROM steps", row => row.GetInt64(0))[0];

    /// <summary>
    /// The run file that a user means: a file ending in <c>.db</c> or one that exists, else the <c>run.db</c> of a folder.
    /// </summary>
    public static string PathOf(string path) => RunPaths.Resolve(path);

    /// <summary>Opens a run.</summary>
    /// <param name="path">The file, or the folder with its <c>run.db</c>.</param>
    /// <exception cref="RunFileException">There is no run, it is damaged, or a newer version wrote it.</exception>
    public static RunFile Open(string path)
    {
        var file = RunPaths.Resolve(path);
        if (!File.Exists(file))
            throw new RunFileException($"There is no run at {path}: {file} does not exist.");

        // writable where possible: after a kill, SQLite has to fold in the journal that was left
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder
            {
                DataSource = file,
                Mode = SqliteOpenMode.ReadWrite,
                Pooling = false,
                DefaultTimeout = 10,
            }.ToString()
        );
        var run = new RunFile(file, connection);
        try
        {
            run.Guarded(() =>
            {
                connection.Open();
                run.Scalar("PRAGMA busy_timeout = 10000"); // SQLite waits for the writer's commit in smaller steps than its driver
                run.Check();
            });
            return run;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Facts about the run: <c>status</c> (<c>running</c>, <c>trained</c>, <c>halted</c>, <c>interrupted</c>, <c>ended</c>),
    /// <c>started</c>, <c>config</c>, <c>seed</c>, versions …
    /// </summary>
    public IReadOnlyDictionary<string, string> Info() =>
        Query("SELECT key, value FROM info ORDER BY key", row => KeyValuePair.Create(row.GetString(0), row.GetString(1))).ToDictionary();

    /// <summary>The parameters, in the order of all statistics; empty before the first step.</summary>
    public IReadOnlyList<ParameterInfo> Parameters() =>
        Query("SELECT name, shape, calls FROM parameters ORDER BY id", row => new ParameterInfo(
            row.GetString(0),
            [
                .. row.GetString(1)
                    .Split(' ', StringSplitOptions.RemoveEmptyEntries)
                    .Select(size => long.Parse(size, CultureInfo.InvariantCulture)),
            ]
        )
        {
            Calls = row.GetInt32(2),
        });

    /// <summary>
    /// The steps in order, as far as they are written when the first is asked for: a reader slower than the writer comes to an end.
    /// </summary>
    /// <param name="after">Only steps later than this one: to follow a growing run, pass the last step seen.</param>
    /// <param name="statistics">True to read the numbers of the single parameters too, which costs most of the time.</param>
    public IEnumerable<RunStep> Steps(long after = -1, bool statistics = false)
    {
        var last = LastStep;
        StepSelect? select = null;
        var most = statistics ? Math.Clamp(PageOfReadings / Math.Max(1, Parameters().Count), 1, Page) : Page;
        try
        {
            while (after < last)
            {
                List<RunStep> page = [];
                Guarded(() => page = (select ??= new(_connection, statistics)).Page(after, last, most));
                foreach (var step in page)
                    yield return step;
                if (page.Count == 0)
                    yield break; // taken away meanwhile
                after = page[^1].Step;
            }
        }
        finally
        {
            select?.Dispose();
        }
    }

    /// <summary>The evaluations in order.</summary>
    public IReadOnlyList<EvaluationRecord> Evaluations() =>
        Query("SELECT step, epoch, loss, accuracy FROM evaluations ORDER BY step", row => new EvaluationRecord(
            StepRow.Index(row, 0),
            row.GetInt32(1),
            StepRow.Number(row, 2),
            StepRow.Number(row, 3)
        )
        {
            Metrics = Metrics(row.GetInt64(0)),
        });

    /// <summary>How the run ended; null while it goes on, and if it was killed.</summary>
    public TrainingSummary? Summary() =>
        Query("SELECT * FROM summary", row => new TrainingSummary(
                TrainingStatusNames.Read(row.GetString(1)),
                row.GetString(2),
                StepRow.Number(row, 3),
                StepRow.Number(row, 4),
                StepRow.Index(row, 5),
                row.GetInt64(6),
                row.GetInt64(7),
                row.GetInt64(8),
                row.GetInt64(9),
                row.GetInt64(10),
                TimeSpan.FromSeconds(row.GetDouble(11))
            )
            {
                Metrics = Metrics(row.GetInt64(5)),
                Trivial = Trivial(),
                Notices = Noticed(),
            })
            .SingleOrDefault();

    /// <summary>
    /// What the guard noticed over many steps, and at which step it said so: refusals that pile up, gradients that stay 0.
    /// </summary>
    public IReadOnlyList<(long Step, string Text)> Notices() =>
        Has("notices") ? Query("SELECT step, text FROM notices ORDER BY step, position", row => (row.GetInt64(0), row.GetString(1))) : [];

    /// <summary>What each rank's own part of a step looked like; empty where there was one rank.</summary>
    /// <param name="step">Which step.</param>
    public IReadOnlyList<RankReading> Ranks(long step) =>
        Has("ranks")
            ? Query(
                $"SELECT rank, loss, rows, gradient_norm, non_finite, broken FROM ranks WHERE step = {step} ORDER BY rank",
                row => new RankReading(row.GetInt32(0), StepRow.Number(row, 1), row.GetDouble(2), StepRow.Number(row, 3), row.GetInt64(4))
                {
                    Broken = row.IsDBNull(5) ? null : row.GetString(5),
                }
            )
            : [];

    /// <summary>Writes what is there now as a file of its own, also while a training goes on.</summary>
    /// <param name="path">A file that does not exist.</param>
    /// <exception cref="RunFileException">It cannot be read, or the copy cannot be written.</exception>
    public void CopyTo(string path) =>
        Guarded(() =>
        {
            using var command = _connection.CreateCommand();
            command.CommandText = "VACUUM INTO $path";
            command.Parameters.AddWithValue("$path", System.IO.Path.GetFullPath(path));
            command.ExecuteNonQuery();
        });

    /// <summary>Closes the file.</summary>
    public void Dispose() => _connection.Dispose();

    // files of older versions have no such table
    private MetricValue[] Metrics(long step)
    {
        if (!Has("metrics"))
            return [];
        var found = Query($"SELECT name, value, details FROM metrics WHERE step = {step} ORDER BY position", row => new MetricValue(
            row.GetString(0),
            StepRow.Number(row, 1)
        )
        {
            Details = row.IsDBNull(2) ? [] : MemoryMarshal.Cast<byte, double>(row.GetFieldValue<byte[]>(2)).ToArray(),
        });
        return found.Count == 0 ? [] : [.. found];
    }

    private TrivialComparison? Trivial() =>
        !Has("trivial")
            ? null
            : Query("SELECT loss, accuracy, learned, sentence FROM trivial", row => new TrivialComparison(
                    StepRow.Number(row, 0),
                    StepRow.Number(row, 1),
                    row.IsDBNull(2) ? null : Enum.Parse<Learned>(row.GetString(2), ignoreCase: true),
                    row.GetString(3)
                ))
                .SingleOrDefault();

    private string[] Noticed() => Notices() is { Count: > 0 } notices ? [.. notices.Select(it => $"step {it.Step}: {it.Text}")] : [];

    private bool Has(string table)
    {
        var found = 0L;
        Guarded(() => found = Scalar($"SELECT count(*) FROM sqlite_master WHERE name = '{table}'"));
        return found > 0;
    }

    private void Check()
    {
        if (Scalar("PRAGMA application_id") != RunSchema.ApplicationId)
            throw NoRun();
        var version = Scalar("PRAGMA user_version");
        if (version > RunSchema.Version)
            throw new RunFileException(
                $"{Path} was written by a newer version of Ballast (run file version {version}; this one reads up to "
                    + $"{RunSchema.Version}). Update Ballast."
            );
        Scalar("SELECT count(*) FROM info");
    }

    private long Scalar(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }

    private List<T> Query<T>(string sql, Func<SqliteDataReader, T> read)
    {
        var rows = new List<T>();
        Guarded(() =>
        {
            using var command = _connection.CreateCommand();
            command.CommandText = sql;
            using var reader = command.ExecuteReader();
            while (reader.Read())
                rows.Add(read(reader));
        });
        return rows;
    }

    private RunFileException NoRun() => new($"{Path} is not a run of Ballast. Give the run.db of a training, or its folder.");

    private void Guarded(Action action)
    {
        try
        {
            action();
        }
        catch (SqliteException fault)
        {
            throw fault.SqliteErrorCode switch
            {
                raw.SQLITE_NOTADB => NoRun(),
                raw.SQLITE_CORRUPT => new RunFileException(
                    $"{Path} is damaged or cut short: {fault.Message} Copy it again from where it was written, with the files "
                        + "run.db-wal or run.db-journal if they are there.",
                    fault
                ),
                _ => new RunFileException($"{Path} cannot be read: {fault.Message}", fault),
            };
        }
        catch (Exception fault)
            when (fault
                    is InvalidCastException
                        or FormatException
                        or OverflowException
                        or ArgumentException
                        or InvalidOperationException
                        or DecoderFallbackException
            )
        {
            // SQLite looks at pages, not at what stands in them: a value of another type or outside its range
            throw new RunFileException(
                $"{Path} is damaged: it holds a value that no run has. {fault.Message} Copy it again from where it was written.",
                fault
            );
        }
    }
}
