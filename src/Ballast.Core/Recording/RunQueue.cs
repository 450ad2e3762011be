namespace Ballast;

/// <summary>
/// Carries rows from the training thread to the writer's and back, at most <see cref="Capacity"/> of them, and a few notes. The lock
/// is held only to move references, never during work, so neither side ever waits for the other's disk. Rows come back to
/// the top of a stack: no more of them are made than were ever under way at once.
/// </summary>
internal sealed class RunQueue
{
    private readonly object _gate = new();
    private readonly Stack<RunRow> _free = new();
    private readonly Queue<RunRow> _rows = new();
    private readonly Queue<Action<RunDatabase>> _notes = new();
    private readonly List<ManualResetEventSlim> _waiting = [];
    private int _made;
    private long _dropped;
    private bool _closed;

    /// <summary>How many rows there may be.</summary>
    public int Capacity { get; set; } = 4096;

    private int Half => (Capacity + 1) / 2;

    /// <summary>How many records found no free row.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>A row to fill; null, and one drop more, if all are under way.</summary>
    public RunRow? Rent()
    {
        lock (_gate)
        {
            if (_free.TryPop(out var row))
                return row;
            if (_made < Capacity)
            {
                _made++;
                return new RunRow();
            }
        }

        Interlocked.Increment(ref _dropped);
        return null;
    }

    /// <summary>
    /// Hands a filled row on. The writer looks by itself several times a second; it is woken only when half of the rows wait.
    /// </summary>
    public void Add(RunRow row)
    {
        lock (_gate)
        {
            _rows.Enqueue(row);
            if (_rows.Count == Half)
                Monitor.Pulse(_gate);
        }
    }

    /// <summary>Hands on something to be written after all rows before it.</summary>
    public void Add(Action<RunDatabase> note)
    {
        lock (_gate)
            _notes.Enqueue(note);
    }

    /// <summary>Wakes the writer; the event is set once all that was handed on before is written.</summary>
    public void Add(ManualResetEventSlim written)
    {
        lock (_gate)
        {
            _waiting.Add(written);
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Waits for work; false once the queue is closed.</summary>
    public bool Wait(TimeSpan longest)
    {
        lock (_gate)
        {
            if (!_closed && _waiting.Count == 0 && _rows.Count < Half)
                Monitor.Wait(_gate, longest);
            return !_closed;
        }
    }

    /// <summary>Moves all that waits into the given lists.</summary>
    public void Take(List<RunRow> rows, List<Action<RunDatabase>> notes, List<ManualResetEventSlim> waiting)
    {
        lock (_gate)
        {
            while (_rows.TryDequeue(out var row))
                rows.Add(row);
            while (_notes.TryDequeue(out var note))
                notes.Add(note);
            waiting.AddRange(_waiting);
            _waiting.Clear();
        }
    }

    /// <summary>Gives written rows back for use.</summary>
    public void Return(List<RunRow> rows)
    {
        lock (_gate)
        {
            foreach (var row in rows)
                _free.Push(row);
        }
    }

    /// <summary>Nothing more will come: wakes the writer for the last time.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            Monitor.Pulse(_gate);
        }
    }
}
