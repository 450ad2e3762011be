namespace Ballast;

/// <summary>
/// The snapshots of a training: some that were confirmed by the steps after them, the one of the lowest loss among all that ever were, and
/// one that still has to be. Their memory is used in turn.
/// </summary>
internal sealed class SnapshotRing(Func<Snapshot> create, int kept) : IDisposable
{
    private readonly List<KeptState> _confirmed = []; // oldest first
    private readonly Stack<Snapshot> _spare = new();

    /// <summary>The youngest that counts; null where there is none.</summary>
    public KeptState? Newest => _confirmed.LastOrDefault();

    /// <summary>The one of the lowest loss; null where that is not known.</summary>
    public KeptState? Lowest { get; private set; }

    /// <summary>The one that does not count yet.</summary>
    public KeptState? Candidate { get; private set; }

    /// <summary>Takes one that does not count yet.</summary>
    public void Take(KeptState moment)
    {
        Drop();
        moment.Snapshot = _spare.TryPop(out var spare) ? spare : create();
        moment.Snapshot.Take();
        Candidate = moment;
    }

    /// <summary>The last one counts.</summary>
    /// <param name="isLowest">Whether the loss was never lower.</param>
    public void Confirm(bool isLowest)
    {
        var moment = Candidate!;
        Candidate = null;
        _confirmed.Add(moment);
        if (isLowest)
            Replace(moment);
        if (_confirmed.Count > kept)
            Remove(_confirmed[0]);
    }

    /// <summary>The last one shall not count.</summary>
    public void Drop()
    {
        if (Candidate is { } moment)
            _spare.Push(moment.Snapshot!);
        Candidate = null;
    }

    /// <summary>What came after a moment was on the way that is left; that moment stays.</summary>
    public void DropAfter(KeptState moment)
    {
        Drop();
        foreach (var later in _confirmed.Where(it => it.Step > moment.Step).ToArray())
            Remove(later);
        if (Lowest?.Step > moment.Step)
            Replace(null);
        if (!_confirmed.Contains(moment))
            _confirmed.Insert(0, moment);
    }

    /// <summary>None counts any more.</summary>
    public void Clear()
    {
        Drop();
        while (_confirmed.Count > 0)
            Remove(_confirmed[0]);
        Replace(null);
    }

    /// <summary>What is not as it was copied any more counts no longer.</summary>
    public void DropDamaged()
    {
        foreach (var damaged in _confirmed.Where(it => !it.Snapshot!.IsIntact()).ToArray())
        {
            if (damaged == Lowest)
                Lowest = null;
            Remove(damaged);
        }

        if (Lowest is { } lowest && !lowest.Snapshot!.IsIntact())
            Replace(null);
        if (_confirmed.Count == 0 && Candidate?.Snapshot!.IsIntact() == true)
            Confirm(isLowest: false); // not proved, but all there is
    }

    /// <summary>Whether a moment counts.</summary>
    public bool Has(KeptState moment) => moment == Lowest || _confirmed.Contains(moment);

    /// <summary>The youngest that counts and is older; null where there is none.</summary>
    public KeptState? Before(KeptState moment) => _confirmed.LastOrDefault(it => it.Step < moment.Step);

    public void Dispose()
    {
        foreach (var snapshot in _confirmed.Append(Candidate).Append(Lowest).Select(moment => moment?.Snapshot).Concat(_spare).Distinct())
            snapshot?.Dispose();
    }

    private void Remove(KeptState moment)
    {
        _confirmed.Remove(moment);
        if (moment != Lowest)
            _spare.Push(moment.Snapshot!);
    }

    private void Replace(KeptState? lowest)
    {
        var before = Lowest;
        Lowest = lowest;
        if (before is not null && before != lowest && !_confirmed.Contains(before))
            _spare.Push(before.Snapshot!);
    }
}
