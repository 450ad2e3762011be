namespace Ballast;

/// <summary>
/// What guards share that go back together, or one has for itself: snapshots, attempts, and where the data stand. Several end a round with
/// the step of the last of those that have begun: only there is a snapshot taken and gone back to, since only there does the loop around
/// them stand where it stood.
/// </summary>
/// <param name="options">How it is gone back.</param>
/// <param name="players">The names of the guards, in the order in which they join; one without a name is alone.</param>
internal sealed class WayBack(RecoveryOptions options, IReadOnlyList<string> players) : IDisposable
{
    private const int ClosingSnapshots = 10; // confirmed since it went back: all is well
    private readonly List<(Recovery Recovery, IReturning Guard)> _members = [];
    private readonly ReplayWitness _witness = new();
    private SnapshotRing? _ring;
    private int _listening; // of those that have yet to begin

    /// <summary>How it is gone back.</summary>
    public RecoveryOptions Options => options;

    /// <summary>Whether there are several.</summary>
    public bool IsJoint => players.Count > 1;

    /// <summary>By which the steps of all are numbered through; null where one guard's own numbers do.</summary>
    public Func<long>? Number { get; init; }

    /// <summary>How many steps, of all, were gone back over to be taken anew.</summary>
    public long Undone { get; set; }

    /// <summary>Steps taken in a row.</summary>
    public long Taken { get; set; }

    /// <summary>Snapshots that were confirmed since it was gone back.</summary>
    public long Closing { get; set; }

    /// <summary>How it is to be gone back: at once, or where the round ends.</summary>
    public Way? Way { get; set; }

    /// <summary>Where the data stand.</summary>
    public RecentPositions Recent { get; set; } = new([]);

    /// <summary>What there is to tell.</summary>
    public List<string> Notices { get; } = [];

    public RecoveryLadder Ladder { get; } = new(options.Attempts, options.RateFactor);

    public SnapshotRing Ring => _ring ??= new(Copy, options.Kept);

    /// <summary>The name of the last of those that have begun, whose step ends a round.</summary>
    public string Last => players[LastOf(null)];

    // before the first step of all, weights may still be prepared
    private bool IsNew => IsJoint && _members.TrueForAll(it => it.Guard.Index == 0);

    /// <summary>One more goes back with the others.</summary>
    public void Join(Recovery recovery, IReturning guard) => _members.Add((recovery, guard));

    /// <summary>Whether a step of this one ends a round.</summary>
    public bool EndsRound(Recovery by) => by == _members[LastOf(by)].Recovery;

    /// <summary>Whether set-up still watches the first steps of one that has begun, this one at least.</summary>
    public bool Listens(Recovery by)
    {
        foreach (var member in _members)
            if (member.Guard.Listens && HasBegun(member, by))
                return true;
        return false;
    }

    /// <summary>Whether the steps after a state can be taken again to the bit from a step of this one.</summary>
    public bool MayReplay(Recovery by, KeptState from) => from.IsExact && Recent.Any && EndsRound(by) && (from.By is null || from.By == by);

    /// <summary>New memory for a state of all.</summary>
    public Snapshot Copy() => new([.. _members.Select(it => new Trained(it.Guard.Model, it.Guard.Table.Parameters, it.Guard.Optimizer))]);

    /// <summary>How far the training is at a step, without those that were gone back over.</summary>
    public long Position(long step) => NumberOf(step) - Undone;

    /// <summary>The state before the first step is one to go back to.</summary>
    /// <param name="by">Whose step it is.</param>
    /// <param name="step">Its step that comes next.</param>
    /// <param name="before">Whether its forward pass has yet to come; else it cannot be taken again to the bit.</param>
    public void Begin(Recovery by, long step, bool before)
    {
        var listening = 0;
        foreach (var (_, guard) in _members)
            listening += guard.Listens ? 1 : 0;
        if (listening < _listening || (before && IsNew))
            Ring.Clear(); // set-up may have changed weights since
        _listening = listening;
        if (Ring.Newest is not null)
            return;
        Take(by, step - 1, NumberOf(step) - 1, before, atEnd: false);
        if (Ring.Candidate is not null)
            Ring.Confirm(isLowest: false);
    }

    /// <summary>Keeps the state after a step, where it is time to, and lets the last one count that was kept.</summary>
    /// <param name="by">Whose step it was.</param>
    /// <param name="step">Its step.</param>
    /// <param name="lowest">Asked where one counts: whether the loss was never lower.</param>
    public void Keep(Recovery by, long step, Func<bool> lowest)
    {
        var number = NumberOf(step);
        if (Ring.Candidate is { } candidate && number - candidate.Step >= options.ConfirmAfter)
        {
            var isLowest = lowest();
            Ring.Confirm(isLowest);
            Closing++;
            if ((isLowest || IsJoint) && Closing >= ClosingSnapshots)
                Ladder.Close(); // it is well, and further than before; the losses of players tell nothing of how far they are
        }

        if (Ring.Candidate is null && !(number - Ring.Newest?.Step < options.Every))
            Take(by, step, number, isExact: true, atEnd: true);
    }

    /// <summary>
    /// Goes back with all, as it was judged. The step after which the state was taken, and whether the data went back too.
    /// </summary>
    /// <param name="by">Whose step it is.</param>
    /// <param name="step">Its step.</param>
    public (long Step, bool Replays) Return(Recovery by, long step)
    {
        var (way, moment) = (Way!, Way!.To!);
        Ring.DropAfter(moment);
        moment.Snapshot!.Restore(options: way.Replays, random: way.Replays);
        if (way.Replays)
        {
            _witness.Await(way.Position);
            Recent.Restore(moment.Parts);
            Undone = NumberOf(step) - moment.Position;
        }

        Ladder.Climb(way.Cause);
        Recent.Clear();
        (Taken, Closing, Way) = (0, 0, null);
        foreach (var ((recovery, guard), kept) in _members.Zip(moment.Guards))
        {
            guard.RestoreMoving(kept.Moving);
            recovery.WentBack(way.Replays ? LastStep(recovery == by, guard, step) - kept.Position : null);
            guard.WentBack(way.Replays);
        }

        return (moment.Step, way.Replays);
    }

    /// <summary>A step was taken: what follows from it, where it is the one before which a weight had broken.</summary>
    /// <param name="step">That step.</param>
    public void Witness(long step)
    {
        if (_witness.Passed(Position(step)) is { } passed)
            Notices.Add(passed);
    }

    /// <summary>A weight has broken: what follows from where, in words; null where nothing does.</summary>
    /// <param name="position">How far the training is.</param>
    public string? Broke(long position) => _witness.Broke(position);

    /// <summary>The name of a tensor of any of them with a weight that is not finite; null where there is none.</summary>
    public string? Broken() => First(it => it.Broken(), ".");

    /// <summary>What has happened to the weights of any of them since its last step, in words; null as ever.</summary>
    public string? Jump() => First(it => it.Jump(), ": ");

    public void Dispose()
    {
        _ring?.Dispose();
        _ring = null;
    }

    private string? First(Func<Recovery, string?> found, string between)
    {
        for (var i = 0; i < _members.Count; i++)
            if (found(_members[i].Recovery) is { } words)
                return players[i].Length > 0 ? players[i] + between + words : words;
        return null;
    }

    private long NumberOf(long step) => Number?.Invoke() ?? step;

    // of one in whose step it is gone back, that step; of the others, the one before the next
    private static long LastStep(bool isTaken, IReturning guard, long step) => isTaken ? step : guard.Index - 1;

    // of one that takes a step, or another that has taken one
    private static bool HasBegun((Recovery Recovery, IReturning Guard) member, Recovery? by) =>
        member.Guard.Index > 0 || member.Recovery == by;

    private int LastOf(Recovery? by)
    {
        var last = _members.Count - 1;
        while (last > 0 && !HasBegun(_members[last], by))
            last--;
        return last;
    }

    private void Take(Recovery by, long step, long number, bool isExact, bool atEnd)
    {
        var guards = _members.Select(it => new KeptGuard(
            LastStep(it.Recovery == by, it.Guard, step) - it.Recovery.Undone,
            it.Guard.SaveMoving()
        ));
        Ring.Take(new(number, number - Undone, [.. guards], Recent.Now, isExact) { By = atEnd ? by : null });
        var snapshot = Ring.Candidate!.Snapshot!;
        options.Taken?.Invoke(snapshot);
        if (!snapshot.IsFinite())
            Ring.Drop();
    }
}
