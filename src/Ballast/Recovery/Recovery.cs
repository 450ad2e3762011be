using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// Stands behind the verdict Rollback of one guard: tells when a training is to go back to an earlier state, alone or with the others that
/// share its way back. See docs/recovery.md.
/// </summary>
internal sealed class Recovery : IDisposable
{
    private const int RefusalsBorne = 30, // ten before the halt, and after all that brings a training back by itself
        RefusalsInPlace = 35, // then it is not waited any longer for the end of a round
        RefusalsAtEnd = 3,
        CalmSteps = 3; // taken in a row before a snapshot: single batches may be bad
    private readonly IReturning _guard;
    private readonly WayBack _all;
    private readonly LossAlarm _alarm = new(); // hears nothing where there are several: a player's loss rises as the other learns
    private readonly WeightCourse _weights;
    private BatchOrState? _experiment;
    private string? _changed; // what has happened to the weights from outside
    private bool _gaveUp;
    private long _position; // of the step that is judged
    private long _refused; // in a row

    /// <param name="guard">What goes back.</param>
    /// <param name="all">Its way back, and that of others.</param>
    public Recovery(IReturning guard, WayBack all)
    {
        if (!OptimizerCopy.Can(guard.Optimizer))
            throw new NotSupportedException(
                $"The state of {guard.Optimizer.GetType().Name} cannot be copied, so there is nothing to go back to: use an optimizer of "
                    + "Ballast, or another of TorchSharp, or leave Recovery null."
            );
        (_guard, _all, _weights) = (guard, all, new(guard.Table));
        all.Join(this, guard);
    }

    /// <summary>What the learning rate is multiplied by.</summary>
    public double Rate => _all.Ladder.Rate;

    /// <summary>How many steps were gone back over to be taken anew.</summary>
    public long Undone { get; private set; }

    /// <summary>Whether set-up still watches the first steps, its own or those of another that would go back too.</summary>
    public bool Listens => _all.Listens(this);

    /// <summary>Whether steps are refused until the round ends and all go back, whatever their batch.</summary>
    public bool Waits => _all is { IsJoint: true, Way: not null };

    /// <summary>What is remembered between two steps; snapshots are not.</summary>
    public RecoveryState State
    {
        get => new(_all.Ladder.Save(), _alarm.Save(), _gaveUp, _all.Taken, _refused, Undone, _all.Closing) { UndoneOfAll = _all.Undone };
        set
        {
            _all.Ladder.Load(value.Ladder);
            _alarm.Load(value.Alarm);
            (_gaveUp, _refused, Undone) = (value.GaveUp, value.Refused, value.Undone);
            (_all.Taken, _all.Closing, _all.Undone) = (value.Taken, value.Closing, _all.IsJoint ? value.UndoneOfAll : Undone);
        }
    }

    /// <summary>Hands over what else belongs to the training.</summary>
    public void Follow(IReadOnlyList<ICheckpointed> parts, Func<Tensor>? nextLoss)
    {
        _all.Recent = new(parts);
        _experiment = nextLoss is null ? null : new(_guard.Model, _all.Recent, _all.Copy, nextLoss);
    }

    /// <summary>The state before the first step is one to go back to.</summary>
    /// <param name="step">The step that comes next.</param>
    /// <param name="before">Whether its forward pass has yet to come; else it cannot be taken again to the bit.</param>
    public void Begin(long step, bool before) => _all.Begin(this, step, before);

    /// <summary>Whether to go back, and why, once all others have judged.</summary>
    public Verdict Judge(GradientReading reading, Verdict verdict)
    {
        if (_experiment is not null)
            _all.Recent.Note();
        var waiting = TakeWaiting();
        _position = _all.Position(reading.Step);
        var rise = _gaveUp || _all.IsJoint ? RiseKind.None : _alarm.Learn(reading.Loss);
        if (verdict.Kind == VerdictKind.Halt)
            return verdict;
        if (waiting is not null)
            return Decide(waiting);
        var refused = verdict.TakesStep ? 0 : _refused + 1;
        if (verdict.Kind == VerdictKind.Rollback)
            return GoBack(new(verdict.Reason, RateCause.Passing));
        if (!reading.IsFinite && _all.Broken() is { } name)
            return GoBack(Way.NotFinite(name));
        if (refused == 1 && _all.Jump() is { } jump)
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
            if (!double.IsFinite(update.WeightNorm) && _all.Broken() is { } name)
                return GoBack(Way.NotFinite(name)) is { Kind: not VerdictKind.Skip } verdict ? verdict : Verdict.Proceed; // it was taken
        return Verdict.Proceed;
    }

    /// <summary>The same between two steps: whether what is there may be kept.</summary>
    /// <param name="step">The step that comes next.</param>
    /// <param name="last">Whether no step follows that would show it.</param>
    public Verdict JudgeBetween(long step, bool last)
    {
        _position = _all.Position(step);
        if (TakeWaiting() is { } waiting)
            return Decide(waiting);
        if (_all.Broken() is { } name)
            return GoBack(Way.NotFinite(name));
        if (_all.Jump() is { } jump)
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
        var back = _all.Return(this, step);
        if (back.Replays && MachineTest.Again(_guard.Model) is { } report)
            _all.Notices.Add($"This machine was tested again, since something else than the training had changed a weight: {report.Text}");
        return back;
    }

    /// <summary>What it goes by is what it was at an earlier moment.</summary>
    /// <param name="undone">How many steps are taken anew since the beginning; null as before.</param>
    public void WentBack(long? undone)
    {
        Undone = undone ?? Undone;
        _weights.Forget();
        _alarm.Restart(forgets: false);
        _refused = 0;
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
            (_all.Taken, _refused) = (0, _refused + 1);
            return;
        }

        (_all.Taken, _refused) = (_all.Taken + 1, 0);
        _all.Witness(step);
        _changed = _weights.Learn(updates, edited);
        _all.Ladder.Learn();
        if (_changed is null && _all.Taken >= Math.Min(CalmSteps, _all.Options.Every) && !_alarm.IsNear && _all.EndsRound(this))
            _all.Keep(this, step, _alarm.Remember);
    }

    /// <summary>What there is to tell since this was last asked, in words.</summary>
    public IReadOnlyList<string> TakeNotices()
    {
        string[] notices = _all.Notices.Count == 0 ? [] : [.. _all.Notices];
        _all.Notices.Clear();
        return notices;
    }

    /// <summary>The name of a tensor with a weight that is not finite; null where there is none.</summary>
    public string? Broken()
    {
        using var off = no_grad();
        for (var i = 0; i < _guard.Table.Parameters.Length; i++)
            if (NonFinite.IsIn(_guard.Table.Parameters[i]))
                return _guard.Table.Infos[i].Name;
        return null;
    }

    /// <summary>What has happened to the weights since the last step, in words; null as ever.</summary>
    public string? Jump() => _weights.Look();

    public void Dispose()
    {
        if (!_all.IsJoint)
            _all.Dispose();
    }

    // what a player has found that does not end the round
    private Way? TakeWaiting()
    {
        var waiting = Waits ? _all.Way : null;
        _all.Way = null;
        return waiting;
    }

    private Verdict GoBack(Way way)
    {
        if (way.Replays && _all.Broke(_position) is { } again)
            way = way with { Why = way.Why + again };
        return Decide(way with { Position = _position });
    }

    private Verdict Decide(Way way)
    {
        if (_all.Ladder.IsUsedUp)
            return Verdict.Halt($"{way.Why}. The training went back {_all.Ladder.Used} times and came here again");
        _all.Ring.DropDamaged();
        if (_all.Ring.Newest is not { } newest)
            return Verdict.Halt($"{way.Why}, and there is no earlier state to go back to");
        if (!_all.EndsRound(this) && _refused + 1 < RefusalsInPlace)
        {
            _all.Way = way;
            return Verdict.Skip($"{way.Why}: refused, and all go back at the next step of {_all.Last}");
        }

        var to =
            way.To is { } wanted && _all.Ring.Has(wanted) ? wanted
            : _all.Ladder.Used > 0 && _all.Closing == 0 ? _all.Ring.Before(newest) ?? newest // the newest did not help
            : newest;
        _all.Way = way with { To = to, Replays = way.Replays && _all.MayReplay(this, to) };
        return Verdict.Rollback(
            $"{way.Why}: {(_all.IsJoint ? "all " : "")}back to the state {(to.Step < 0 ? "of the beginning" : $"after step {to.Step}")}, "
                + (_all.Way.Replays ? "and over the same batches again" : "and on with the batches that follow")
                + way.Cause switch
                {
                    RateCause.Passing => ", at a lower learning rate for now",
                    RateCause.Lasting => ", at a lower learning rate",
                    _ => "",
                }
                + $" (attempt {_all.Ladder.Used + 1} of {_all.Options.Attempts})"
        );
    }

    // the batches or the state
    private Verdict Examined(Verdict verdict, RiseKind rise, Way way)
    {
        _all.Ring.DropDamaged();
        if (_all.Ladder.IsUsedUp || _all.Ring.Newest is null)
        {
            _gaveUp = true;
            return verdict;
        }

        var to = rise == RiseKind.Slowly ? _all.Ring.Lowest ?? _all.Ring.Newest : _all.Ring.Newest;
        var found = _experiment?.With(to.Snapshot!, ofGradients: !verdict.TakesStep);
        if (found is null && !verdict.TakesStep)
            return GoBack(way);
        if (found is not null && double.IsFinite(found.Then) && (!double.IsFinite(found.Now) || _alarm.IsLost(found.Now, found.Then, rise)))
            return GoBack(way with { Why = $"{way.Why}; {found.Words}", To = to });
        if (!way.Replays)
            _alarm.Restart(forgets: true); // the batches have become harder: that is the new level
        return verdict;
    }
}

/// <summary>What a <see cref="Recovery"/> remembers, as it is written into a checkpoint.</summary>
internal sealed record RecoveryState(string Ladder, string Alarm, bool GaveUp, long Taken, long Refused, long Undone, long Closing)
{
    /// <summary>Of all guards that go back together, by the numbers of all; of one alone the same.</summary>
    public long UndoneOfAll { get; init; }
}
