using System.Diagnostics;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Ballast;

/// <summary>
/// The thread that writes a run file: takes what waits in the queue several times a second and writes it in one transaction.
/// A locked file is tried again for a while; after any other failure it says so once and the thread ends.
/// </summary>
internal sealed class BackgroundWriter
{
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(30);

    private readonly string _path;
    private readonly RunDatabase _database;
    private readonly RunQueue _queue;
    private readonly RunFileTuning _tuning;
    private readonly Thread _thread;
    private volatile string? _failure;

    public BackgroundWriter(string path, RunDatabase database, RunQueue queue, RunFileTuning tuning)
    {
        (_path, _database, _queue, _tuning) = (path, database, queue, tuning);
        _thread = new Thread(Work) { IsBackground = true, Name = "Ballast run file" };
        _thread.Start();
    }

    /// <summary>Why the file has failed, once it has: nothing more need be handed on.</summary>
    public string? Failure => _failure;

    /// <summary>Waits until all that was handed on is written, but no longer than this.</summary>
    public void Flush(TimeSpan longest)
    {
        if (_failure is not null)
            return;
        var written = new ManualResetEventSlim(); // not disposed: the writer may set it after this has given up
        _queue.Add(written);
        written.Wait(longest);
    }

    /// <summary>Writes what still waits, then closes the file.</summary>
    public void Finish()
    {
        _queue.Close();
        if (!_thread.Join(Farewell))
            Stop($"the disk did not answer for {Farewell.TotalSeconds} s");
        else if (_failure is null && _queue.Dropped > 0)
            SelfLog.Write($"{_path} lacks {_queue.Dropped} records: the disk did not keep up.");
    }

    private void Work()
    {
        var (rows, notes, waiting) = (new List<RunRow>(), new List<Action<RunDatabase>>(), new List<ManualResetEventSlim>());
        var (open, lockedSince) = (true, 0L);
        while (_failure is null && (open || rows.Count + notes.Count > 0))
        {
            open = _queue.Wait(_tuning.Interval);
            _queue.Take(rows, notes, waiting);
            if (rows.Count + notes.Count == 0)
            {
                Release(waiting);
                continue;
            }

#pragma warning disable CA1031 // whatever fails here, the training must go on
            try
            {
                // an unlinked file can still be written to, but nobody would ever read it
                if (!File.Exists(_path))
                    throw new FileNotFoundException("the file was deleted");
                _database.Write(rows, notes, _queue.Dropped);
                _queue.Return(rows);
                rows.Clear();
                notes.Clear();
                Release(waiting);
                lockedSince = 0;
            }
            catch (SqliteException fault) when (fault.SqliteErrorCode is raw.SQLITE_BUSY or raw.SQLITE_LOCKED)
            {
                if (lockedSince == 0)
                    lockedSince = Stopwatch.GetTimestamp();
                if (Stopwatch.GetElapsedTime(lockedSince) > _tuning.LockPatience)
                    Stop("another process keeps the file locked");
            }
            catch (Exception fault)
            {
                Stop(fault.Message);
            }
#pragma warning restore CA1031
        }

        Release(waiting);
        Close();
    }

    private static void Release(List<ManualResetEventSlim> waiting)
    {
        foreach (var written in waiting)
            written.Set();
        waiting.Clear();
    }

    private void Close()
    {
        try
        {
            if (_failure is null)
                _database.Finish();
            _database.Dispose();
        }
        catch (SqliteException fault)
        {
            Stop(fault.Message);
        }
    }

    private void Stop(string why)
    {
        if (_failure is not null)
            return;
        _failure = why;
        SelfLog.Write($"{_path} is not written any more; training goes on. {why}");
    }
}
