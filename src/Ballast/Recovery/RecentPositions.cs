namespace Ballast;

/// <summary>Where the data stood before each of the last steps, so that their batches can be looked at again.</summary>
internal sealed class RecentPositions(IReadOnlyList<ICheckpointed> parts)
{
    private const int Kept = 9; // before the last eight batches
    private readonly Queue<byte[][]> _before = new();

    /// <summary>Whether anything was handed over that data come from.</summary>
    public bool Any => parts.Count > 0;

    /// <summary>The state of all parts.</summary>
    public byte[][] Now => [.. parts.Select(PartState.Of)];

    /// <summary>Notes where the data stand.</summary>
    public void Note()
    {
        if (!Any)
            return;
        _before.Enqueue(Now);
        if (_before.Count > Kept)
            _before.Dequeue();
    }

    /// <summary>Puts all parts where they stood some steps ago; how many steps that are.</summary>
    public int Rewind()
    {
        if (_before.Count < 2)
            return 0;
        Restore(_before.Peek());
        return _before.Count - 1;
    }

    /// <summary>Puts all parts into such a state.</summary>
    public void Restore(byte[][] states)
    {
        foreach (var (part, state) in parts.Zip(states))
            PartState.Restore(part, state);
    }

    /// <summary>They go on from elsewhere.</summary>
    public void Clear() => _before.Clear();
}
