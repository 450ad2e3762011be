using System.Globalization;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// Stands behind the verdict Rollback: keeps snapshots that proved healthy, tells when a training is to go back to one, and goes back. See
/// docs/recovery.md.
/// </summary>
internal sealed class Recovery : IDisposable
{
    private const int RefusalsBorne = 30, // ten before the halt, and after all that brings a training back by itself
        RefusalsAtEnd = 3,
        CalmSteps = 3, // taken in a row before a snapshot: single batches may be bad
        ClosingSnapshots = 10; // confirmed since it went back: all is well
    private readonly RecoveryOptions _options;
    private readonly nn.Module _model;
    private readonly ParameterTable _table;
    private readonly Func<object?[]> _save;
    private readonly Action<object?[]> _load;
    private readonly Func<Snapshot> _create;
    private readonly SnapshotRing _ring;
    private readonly RecoveryLadder _ladder;
    private readonly LossAlarm _alarm = new();
    private readonly WeightCourse _weights;
    private readonly ReplayWitness _witness = new();
    private readonly List<string> _notices = [];
    private RecentPositions _positions = new([]);
    private BatchOrState? _experiment;
    private string? _changed; // what has happened to the weights from outside
    private bool _gaveUp;
    private long _position; // of the step that is judged
    private long _taken, // in a row
        _refused, // in a row
        _undone, // steps that were gone back over and are taken anew
        _closing;
    private Way? _way;

    /// <param name="model">The model.</param>
    /// <param name="table">Its parameters.</param>
    /// <param name="optimizer">What trains it.</param>
    /// <param name="options">How it goes back.</param>
    /// <param name="save">What the guard remembers that goes back with the weights.</param>
    /// <param name="load">Restores what that returned.</param>
    public Recovery(
        nn.Module model,
        ParameterTable table,
        optim.Optimizer optimizer,
        RecoveryOptions options,
        Func<object?[]> save,
        Action<object?[]> load
    )
    {
        if (!OptimizerCopy.Can(optimizer))
            throw new NotSupportedException(
                $"The state of {optimizer.GetType().Name} cannot be copied, so there is nothing to go back to: use an optimizer of "
                    + "Ballast, or another of TorchSharp, or leave Recovery null."
            );
        (_model, _table, _options, _save, _load, _weights) = (model, table, options, save, load, new(table));
        _create = () => new(model, table.Parameters, optimizer);
        _ring = new(_create, options.Kept);
        _ladder = new(options.Attempts, options.RateFactor);
    }

    /// <summary>What the learning rate is multiplied by.</summary>
    public double Rate => _ladder.Rate;

    /// <summary>How many steps were gone back over to be taken anew.</summary>
    public long Undone => _undone;

    /// <summary>What is remembered between two steps; snapshots are not.</summary>
    public RecoveryState State
    {
        get => new(_ladder.Save(), _alarm.Save(), _gaveUp, _taken, _refused, _undone, _closing);
        set
        {
            _ladder.Load(value.Ladder);
            _alarm.Load(value.Alarm);
            (_gaveUp, _taken, _refused, _undone, _closing) = (value.GaveUp, value.Taken, value.Refused, value.Undone, value.Closing);
        }
    }

    /// <summary>Hands over what else belongs to the training.</summary>
    public void Follow(IReadOnlyList<ICheckpointed> parts, Func<Tensor>? nextLoss)
    {
        _positions = new(parts);
        _experiment = nextLoss is null ? null : new(_model, _positions, _create, nextLoss);
    }

    /// <summary>The state before the first step is one to go back to.</summary>
    /// <param name="step">The step that comes next.</param>
    /// <param name="before">Whether its forward pass has yet to come; else it cannot be taken again to the bit.</param>
    public void Begin(long step, bool before)
    {
        if (_ring.Newest is not null)
            return;
        Take(step - 1, before);
        if (_ring.Candidate is not null)
            _ring.Confirm(isLowest: false);
    }

    /// <summary>Whether to go back, and why, once all others have judged.</summary>
    public Verdict Judge(GradientReading reading, Verdict verdict)
    {
        if (_experiment is not null)
            _positions.Note();
        _way = null;
        _position = reading.Position;
        var rise = _gaveUp ? RiseKind.None : _alarm.Learn(reading.Loss);
        if (verdict.Kind == VerdictKind.Halt)
            return verdict;
        var refused = verdict.TakesStep ? 0 : _refused + 1;
        if (verdict.Kind == VerdictKind.Rollback)
            return GoBack(new(verdict.Reason, RateCause.Passing));
        if (!reading.IsFinite && Broken() is { } name)
            return GoBack(Way.NotFinite(name));
        if (refused == 1 && _weights.Look() is { } jump)
            return GoBack(new(jump, Replays: true));
        if (_changed is { } change)
        {
            _changed = null;
            return Examined(verdict, RiseKind.Suddenly, new(change, Replays: true));
        }

        if (refused == RefusalsBorne)
            return Examined(verdict, RiseKind.None, new($"{refused} refused steps in a row; last: {verdict.Reason}", RateCause.Passing));
        return rise == RiseKind.None ? verdict : Examined(verdict, rise, Way.Of(rise, _alarm));
    }

    /// <summary>
    /// The same of a step that was taken: a gate that an infinite weight has closed for good has a finite loss and no gradient, and only
    /// the norm of the weights tells.
    /// </summary>
    /// <param name="updates">What was measured of it.</param>
    public Verdict JudgeTaken(ReadOnlySpan<ParameterUpdate> updates)
    {
        foreach (var update in updates)
            if (!double.IsFinite(update.WeightNorm) && Broken() is { } name)
                return GoBack(Way.NotFinite(name));
        return Verdict.Proceed;
    }

    /// <summary>The same between two steps: whether what is there may be kept.</summary>
    /// <param name="step">The step that comes next.</param>
    /// <param name="last">Whether no step follows that would show it.</param>
    public Verdict JudgeBetween(long step, bool last)
    {
        (_way, _position) = (null, step - _undone);
        if (Broken() is { } name)
            return GoBack(Way.NotFinite(name));
        if (_weights.Look() is { } jump)
            return GoBack(new(jump, Replays: true));
        return last && (_alarm.IsNear || _refused >= RefusalsAtEnd)
            ? Examined(
                Verdict.Proceed,
                RiseKind.Suddenly,
                new("the training ends while its loss is up or its steps are refused", RateCause.Passing)
            )
            : Verdict.Proceed;
    }

    /// <summary>Goes back, as it was judged. The step after which the state was taken, and whether the data went back too.</summary>
    public (long Step, bool Replays) Return(long step)
    {
        var (way, moment) = (_way!, _way!.To!);
        _ring.DropAfter(moment);
        moment.Snapshot!.Restore(options: way.Replays, random: way.Replays);
        _load(moment.Guard);
        if (way.Replays)
        {
            _witness.Await(step - _undone);
            _positions.Restore(moment.Parts);
            _undone = step - moment.Position;
            if (MachineTest.Again(_model) is { } report)
                _notices.Add($"This machine was tested again, since something else than the training had changed a weight: {report.Text}");
        }

        _ladder.Climb(way.Cause);
        _positions.Clear();
        _weights.Forget();
        _alarm.Restart(forgets: false);
        (_taken, _refused, _closing, _way) = (0, 0, 0, null);
        return (moment.Step, way.Replays);
    }

    /// <summary>Learns of a step that was taken or refused, and keeps its state where it is time to.</summary>
    /// <param name="step">Which step.</param>
    /// <param name="verdict">What was decided.</param>
    /// <param name="updates">What was measured of the weights and their change.</param>
    /// <param name="edited">Whether something else of the guard changed weights too.</param>
    public void Learn(long step, Verdict verdict, ReadOnlySpan<ParameterUpdate> updates, bool edited)
    {
        if (!verdict.TakesStep)
        {
            (_taken, _refused) = (0, _refused + 1);
            return;
        }

        (_taken, _refused) = (_taken + 1, 0);
        if (_witness.Passed(step - _undone) is { } passed)
            _notices.Add(passed);
        _changed = _weights.Learn(updates, edited);
        _ladder.Learn();
        if (_changed is not null || _taken < Math.Min(CalmSteps, _options.Every) || _alarm.IsNear)
            return;
        if (_ring.Candidate is { } candidate && step - candidate.Step >= _options.ConfirmAfter)
            Confirm();
        if (_ring.Candidate is null && !(step - _ring.Newest?.Step < _options.Every))
            Take(step, isExact: true);
    }

    /// <summary>What there is to tell since this was last asked, in words.</summary>
    public IReadOnlyList<string> TakeNotices()
    {
        string[] notices = _notices.Count == 0 ? [] : [.. _notices];
        _notices.Clear();
        return notices;
    }

    public void Dispose() => _ring.Dispose();

    private void Take(long step, bool isExact)
    {
        _ring.Take(new(step, step - _undone, _save(), _positions.Now, isExact));
        var snapshot = _ring.Candidate!.Snapshot!;
        _options.Taken?.Invoke(snapshot);
        if (!snapshot.IsFinite())
            _ring.Drop();
    }

    private void Confirm()
    {
        var isLowest = _alarm.Remember();
        _ring.Confirm(isLowest);
        _closing++;
        if (isLowest && _closing >= ClosingSnapshots)
            _ladder.Close(); // it is well, and further than before
    }

    private Verdict GoBack(Way way)
    {
        if (way.Replays && _witness.Broke(_position) is { } again)
            way = way with { Why = way.Why + again };
        if (_ladder.IsUsedUp)
            return Verdict.Halt($"{way.Why}. The training went back {_ladder.Used} times and came here again");
        _ring.DropDamaged();
        if (_ring.Newest is not { } newest)
            return Verdict.Halt($"{way.Why}, and there is no earlier state to go back to");
        var to =
            way.To is { } wanted && _ring.Has(wanted) ? wanted
            : _ladder.Used > 0 && _closing == 0 ? _ring.Before(newest) ?? newest // the newest did not help
            : newest;
        _way = way with { To = to, Replays = way.Replays && to.IsExact && _positions.Any };
        return Verdict.Rollback(
            $"{way.Why}: back to the state {(to.Step < 0 ? "of the beginning" : $"after step {to.Step}")}, "
                + (_way.Replays ? "and over the same batches again" : "and on with the batches that follow")
                + way.Cause switch
                {
                    RateCause.Passing => ", at a lower learning rate for now",
                    RateCause.Lasting => ", at a lower learning rate",
                    _ => "",
                }
                + $" (attempt {_ladder.Used + 1} of {_options.Attempts})"
        );
    }

    // the batches or the state
    private Verdict Examined(Verdict verdict, RiseKind rise, Way way)
    {
        _ring.DropDamaged();
        if (_ladder.IsUsedUp || _ring.Newest is null)
        {
            _gaveUp = true;
            return verdict;
        }

        var to = rise == RiseKind.Slowly ? _ring.Lowest ?? _ring.Newest : _ring.Newest;
        var found = _experiment?.With(to.Snapshot!, ofGradients: !verdict.TakesStep);
        if (found is null && !verdict.TakesStep)
            return GoBack(way);
        if (found is not null && double.IsFinite(found.Then) && (!double.IsFinite(found.Now) || _alarm.IsLost(found.Now, found.Then, rise)))
            return GoBack(way with { Why = $"{way.Why}; {found.Words}", To = to });
        if (!way.Replays)
            _alarm.Restart(forgets: true); // the batches have become harder: that is the new level
        return verdict;
    }

    private string? Broken()
    {
        using var off = no_grad();
        for (var i = 0; i < _table.Parameters.Length; i++)
            if (NonFinite.IsIn(_table.Parameters[i]))
                return _table.Infos[i].Name;
        return null;
    }
}

/// <summary>What a <see cref="Recovery"/> remembers, as it is written into a checkpoint.</summary>
internal sealed record RecoveryState(string Ladder, string Alarm, bool GaveUp, long Taken, long Refused, long Undone, long Closing);
