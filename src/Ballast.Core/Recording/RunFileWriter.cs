using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;

namespace Ballast;

/// <summary>
/// Writes a run file while a training goes on: everything about it in one SQLite database, readable as it grows and after a
/// kill (<see cref="RunFile"/>). The training thread only copies numbers into a reused row, a few nanoseconds per parameter;
/// one background thread writes them in batches, several times a second. Where the disk does not keep up, records are dropped
/// and counted; where it fails, that is reported once and the writing ends. The training never waits and never hears of it.
/// </summary>
public sealed class RunFileWriter : IRecordSink, ITrainingProgress
{
    private const int LeastRows = 64,
        MostRows = 4096;
    private const long MostBytes = 16 << 20; // of rows under way

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly RunFileOptions _options;
    private readonly RunFileTuning _tuning;
    private readonly RunQueue _queue = new();
    private readonly BackgroundWriter _writer;
    private readonly long _began = Stopwatch.GetTimestamp();
    private readonly double _before;
    private RunRow? _pending;
    private long _last = -1;
    private bool _known,
        _followed,
        _ended,
        _disposed;

    /// <summary>Creates the file, so that a bad path is heard of before the training begins.</summary>
    /// <param name="path">A file ending in <c>.db</c>, or a folder, which gets a <c>run.db</c>.</param>
    /// <param name="options">What to note about the run; optional.</param>
    /// <exception cref="RunFileException">The file exists already, or cannot be created.</exception>
    public RunFileWriter(string path, RunFileOptions? options = null)
        : this(path, options, new RunFileTuning()) { }

    internal RunFileWriter(string path, RunFileOptions? options, RunFileTuning tuning)
    {
        (_options, _tuning, Path) = (options ?? new(), tuning, RunPaths.Resolve(path));
        Require.AtLeast(_options.StatisticsEvery, 1);
        _queue.Capacity = tuning.Capacity ?? MostRows;
        var exists = File.Exists(Path);
        KeyValuePair<string, string>[] facts = [.. Facts(exists), .. _options.Info];
        (var database, _before) = Open(facts);
        _writer = new BackgroundWriter(Path, database, _queue, tuning);
        if (exists)
            foreach (var (key, value) in facts)
                Note(key, value);
    }

    /// <summary>The run file.</summary>
    public string Path { get; }

    /// <summary>Why the file is not written any more; null while it is. The training goes on without it.</summary>
    public string? Failure => _writer.Failure;

    /// <summary>How many records were left out because the disk did not keep up.</summary>
    public long Dropped => _queue.Dropped;

    /// <summary>Adds a fact about the run, or replaces it.</summary>
    public void Note(string key, string value) => Enqueue(database => database.Note(key, value));

    /// <inheritdoc/>
    public void Begin(IReadOnlyList<ParameterInfo> parameters)
    {
        ParameterInfo[] known = [.. parameters];
        _known = true;
        _queue.Capacity = _tuning.Capacity
            ?? (int)Math.Clamp(MostBytes / (RunRow.Sections * sizeof(float) * Math.Max(1, known.Length)), LeastRows, MostRows);
        Enqueue(database => database.Parameters(known));
    }

    /// <inheritdoc/>
    public void Begin(TrainingPlan plan)
    {
        _followed = true;
        foreach (
            var (key, value) in new[]
            {
                ("epochs", plan.Epochs),
                ("steps per epoch", plan.StepsPerEpoch),
                ("batch", plan.Batch),
                ("trained values", plan.Parameters),
            }
        )
            Note(key, value.ToString(CultureInfo.InvariantCulture));
    }

    /// <inheritdoc/>
    /// <remarks>Allocates nothing once there are as many rows as are under way at a time.</remarks>
    public void Write(StepRecord record)
    {
        Pass();
        if (Copy(record, double.NaN) is not { } row)
            return;
        Tell(record);

        // where a training is followed, the accuracy of this batch comes in a moment
        if (_followed)
            _pending = row;
        else
            _queue.Add(row);
    }

    /// <inheritdoc/>
    public void Step(StepRecord record, double accuracy)
    {
        if (_pending?.Step == record.Step)
            _pending.Accuracy = accuracy;
        Pass();
        if (_last == record.Step || Copy(record, accuracy) is not { } row)
            return;
        Tell(record);
        _queue.Add(row);
    }

    /// <inheritdoc/>
    public void Evaluated(EvaluationRecord evaluation) => Enqueue(database => database.Evaluation(evaluation));

    /// <summary>
    /// Waits until all that was recorded is written, but no longer than five seconds: before a checkpoint, so that no step is missing after
    /// a kill.
    /// </summary>
    public void Saving()
    {
        Pass();
        _writer.Flush(Patience);
    }

    /// <inheritdoc/>
    public void End(TrainingSummary summary)
    {
        _ended = true;
        Enqueue(database => database.Summary(summary));
        Close(summary.Status.Name());
    }

    /// <summary>
    /// Notes that the training ended by a fault, and with which words; otherwise a file that is closed without a summary says <c>ended</c>.
    /// </summary>
    public void Failed(string reason)
    {
        ArgumentNullException.ThrowIfNull(reason);
        if (_ended)
            return;
        _ended = true;
        Note("reason", reason);
        Close("failed");
    }

    /// <summary>Writes all that is under way and closes the file. Waits for the disk, but no longer than half a minute.</summary>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        if (!_ended)
            Close("ended");
        _writer.Finish();
    }

    private (RunDatabase Database, double Before) Open(IEnumerable<KeyValuePair<string, string>> facts)
    {
        try
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
            if (!File.Exists(Path))
                RunDatabase.Create(Path, facts);
            else if (!_options.Append)
                throw new RunFileException(
                    $"{Path} exists already: a run file holds one run. Choose another folder, or go on with this run (Append)."
                );
            else
                using (RunFile.Open(Path)) { } // says what is wrong with it, if anything
            var database = RunDatabase.Open(Path, _tuning.Journal ?? RunJournals.For(Path), maxPages: _tuning.MaxPages);
            try
            {
                if (_options.ResumeAt is { } steps)
                    database.Rewind(steps);
                return (database, database.LastTime());
            }
            catch
            {
                database.Dispose();
                throw;
            }
        }
        catch (Exception fault) when (fault is InvalidCastException or FormatException or OverflowException)
        {
            throw new RunFileException(
                $"{Path} is damaged: it holds a value that no run has. {fault.Message} Begin a new run in another folder.",
                fault
            );
        }
        catch (Exception fault) when (fault is SqliteException or UnauthorizedAccessException or IOException and not RunFileException)
        {
            throw new RunFileException($"{Path} cannot be created: {fault.Message} Choose a folder that can be written to.", fault);
        }
    }

    // nothing about the host or the user, so that run files can be shared
    private static IEnumerable<KeyValuePair<string, string>> Facts(bool goesOn)
    {
        yield return new("status", "running");
        yield return new(goesOn ? "resumed" : "started", Now());
        yield return new("ballast", typeof(RunFileWriter).Assembly.GetName().Version!.ToString(3));
        yield return new("dotnet", Environment.Version.ToString());
        yield return new("system", RuntimeInformation.RuntimeIdentifier);
        if (GitCommit.Find(Environment.CurrentDirectory) is { } commit)
            yield return new("git commit", commit);
    }

    private static string Now() => DateTime.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private void Close(string status)
    {
        Pass();
        Note("ended", Now());
        Note("status", status);
    }

    private void Pass()
    {
        if (Interlocked.Exchange(ref _pending, null) is { } row)
            _queue.Add(row);
    }

    private RunRow? Copy(StepRecord record, double accuracy)
    {
        if (_writer.Failure is not null || _disposed)
            return null;
        if (!_known)
            Begin(Array.ConvertAll(record.Reading.Parameters.ToArray(), p => p.Info));
        _last = record.Step;
        if (_queue.Rent() is not { } row)
            return null;
        var statistics = record.Step % _options.StatisticsEvery == 0 || record.Intervened;
        row.Fill(record, accuracy, _before + Stopwatch.GetElapsedTime(_began).TotalSeconds, statistics);
        return row;
    }

    private void Tell(StepRecord record)
    {
        if (record.Notices is { Count: > 0 } notices)
            Tell(record.Step, notices);
        if (record.Ranks is { Count: > 0 } ranks)
            Tell(record.Step, ranks);
    }

    // of its own, since what the closure holds would otherwise be allocated for every record
    private void Tell(long step, IReadOnlyList<string> notices) => Enqueue(database => database.Notices(step, notices));

    private void Tell(long step, IReadOnlyList<RankReading> ranks) => Enqueue(database => database.Ranks(step, ranks));

    private void Enqueue(Action<RunDatabase> note)
    {
        if (_writer.Failure is null)
            _queue.Add(note);
    }
}
