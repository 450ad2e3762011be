using System.Diagnostics;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>One step after the other: measured, judged, carried out and learned from; what comes of it is a record.</summary>
internal sealed partial class GuardedStep : IReturning, IDisposable
{
    private readonly nn.Module _model;
    private readonly optim.Optimizer _optimizer;
    private readonly GuardOptions _options;
    private readonly RuleSet _rules;
    private readonly GradientMeter _meter;
    private readonly StepExecutor _executor;
    private readonly ILossScale? _range;
    private readonly StepWatch _watch;
    private readonly List<string> _edited = [];
    private int _transformed; // of these, what was done to gradients alone
    private bool _scaled; // this step's loss went through Backward

    /// <param name="model">The model.</param>
    /// <param name="optimizer">What trains it.</param>
    /// <param name="options">What the guard consists of.</param>
    /// <param name="twin">A guard for steps that are taken back.</param>
    public GuardedStep(nn.Module model, optim.Optimizer optimizer, GuardOptions options, Func<StepGuard> twin)
    {
        (_model, _optimizer, _options) = (model, optimizer, options);
        Table = new(optimizer.parameters(), model.named_parameters());
        _rules = new(options.Rules);
        if (options.RestoreBuffers && options.Mode != GuardMode.Off)
            Buffers = new(model);
        _watch = new(model, Table, Buffers, options.Mode == GuardMode.Observe);
        _meter = new(Table, _rules.Needs, Buffers);
        _executor = new(model, Table, optimizer, options);
        Setup = new(model, Table, optimizer, mayRepair: options.Repair && options.Mode == GuardMode.Act, () =>
            new RehearsalGuard(twin(), _rules, _executor)
        );
        _range =
            options.LossScale is { } scale ? new DynamicLossScale(scale)
            : options.ControlLossRange ? new LossRange(mayLift: optimizer is FusedOptimizer { IgnoresGradientScale: true })
            : null;
        if (options is { Mode: GuardMode.Act, Recovery: { } recovery })
            Recovery = new(this, options.Together ?? new(recovery, [""]));
        if (options.Collective.Size > 1)
            Replicas = new(options.Collective, model, Table, optimizer, Buffers, SaveShared, LoadShared, options.Overlap);
    }

    /// <summary>Which step comes next.</summary>
    public long Index { get; set; }

    /// <summary>The parameters.</summary>
    public ParameterTable Table { get; }

    /// <summary>What is done to the model before it trains.</summary>
    public ModelSetup Setup { get; }

    /// <summary>The buffers as they were; null where they are not restored.</summary>
    public BufferCopy? Buffers { get; }

    /// <summary>The way back; null where it is switched off.</summary>
    public Recovery? Recovery { get; }

    /// <summary>All that is remembered.</summary>
    public GuardPart[] Parts => GuardParts.Of(Table, _executor, _rules, _range, Setup, Recovery, () => Index, step => Index = step);

    private GuardPart[] Moving => GuardParts.Moving(Table, _executor, _rules, _range);

    private Recovery? Recovering => Recovery is { Listens: false } ? Recovery : null;

    /// <summary>The backward pass, scaled where the range of the loss asks for it.</summary>
    public void Backward(Tensor loss)
    {
        _scaled = _range is not null && _options.Mode == GuardMode.Act;
        if (!_scaled || _range!.Scale == 1)
        {
            loss.backward();
            return;
        }

        using var scaled = loss.Times(_range.Scale);
        scaled.backward();
    }

    /// <summary>Takes a step or refuses it.</summary>
    public StepRecord Take(Tensor loss, OwnStep own)
    {
        var started = Stopwatch.GetTimestamp();
        var record = _options.Mode == GuardMode.Off ? StepUnguarded(loss, own, started) : StepGuarded(loss, own, started);
        _scaled = false;
        return record;
    }

    private StepRecord? CheckHere(bool last)
    {
        if (Recovering is not { } recovery)
            return null;
        recovery.Begin(Index, before: true);
        var verdict = recovery.JudgeBetween(Index, last);
        if (verdict.Kind == VerdictKind.Proceed)
            return null;
        var reading = new GradientReading(Index, double.NaN, []) { Undone = Undone };
        var back = GoBack(verdict);
        return new(reading, verdict)
        {
            LearningRate = Rate(),
            Notices = recovery.TakeNotices(),
            ReturnedTo = back?.Step,
            Replays = back?.Replays ?? false,
        };
    }

    public void Dispose()
    {
        Setup.Dispose();
        Recovery?.Dispose();
        Replicas?.Dispose();
        _executor.Dispose();
        _watch.Dispose();
        Buffers?.Dispose();
        Table.Dispose();
    }

    private StepRecord StepGuarded(Tensor loss, OwnStep own, long started)
    {
        Table.Refresh(_model);
        try
        {
            if (Recovery is not null)
                _executor.Rate = Recovery.Rate; // it may have been loaded since the last step
            var scale = _scaled ? _range!.Scale : 1;
            var unscale = _scaled ? _range!.Unscale : 1;
            var reading = _meter.Measure(Index, loss, unscale);
            var ranks = Replicas is null ? [] : Average(reading, loss, own, unscale);
            reading.Undone = Undone;
            var listened = Setup.Listening is not null;
            var (judgement, notices) = Leads ? Judge(reading, ranks) : (default, []);
            if (Replicas is not null)
                judgement = judgement.Share(Replicas.World, reading);
            if (_optimizer is ILossAware aware)
                aware.Loss = reading.Loss;
            var verdict = judgement.Verdict;
            var observed = _options.Mode == GuardMode.Observe;
            StepOutcome outcome = default;
            _edited.Clear();
            var stepUnscale = _scaled ? _range!.StepUnscale : 1;
            if (!observed)
                verdict = _executor.Transform(reading, verdict, ref stepUnscale, _edited);
            _transformed = _edited.Count;
            if (observed)
                _executor.StepAnyway();
            else
                outcome = _executor.Act(reading, verdict, stepUnscale, _edited);
            if (!observed && verdict.Kind == VerdictKind.Skip && judgement.SetUpTakesStep && Recovery is not { Waits: true })
            {
                _executor.Refuse(reading, _edited);
                if (!reading.IsFinite && _options.OnRefusal?.Invoke(reading) is { } found)
                    _edited.Add(found);
            }

            Replicas?.AverageStatistics();
            Verdict? turned =
                verdict.TakesStep
                && outcome.Measured
                && Recovering?.JudgeTaken(_executor.Updates) is { Kind: not VerdictKind.Proceed } broken
                    ? broken
                    : null;
            verdict = turned ?? verdict;
            var back = observed ? null : GoBack(verdict);
            if (Leads)
                Settle(reading, verdict, outcome, back is not null);
            if (Replicas is not null)
                verdict = Follow(reading, verdict, turned, sends: listened || _edited.Count > _transformed, ref back);
            if (Recovery?.TakeNotices() is { Count: > 0 } told)
                notices = [.. notices, .. told];
            if (Replicas?.Compare(Index) is { } differ)
                notices = [.. notices, differ];
            return new(reading, verdict, outcome.Measured ? _executor.Updates : [])
            {
                Overruled = observed && verdict.Kind != VerdictKind.Proceed,
                LearningRate = Rate(),
                LossScale = scale,
                Capped = outcome.Capped,
                Restarted = outcome.Restarted,
                UpdateRatio = _executor.UpdateRatio(),
                Edits = [.. Setup.TakeNews(), .. _edited],
                Notices = notices,
                Ranks = ranks,
                ReturnedTo = back?.Step,
                Replays = back?.Replays ?? false,
                Elapsed = Stopwatch.GetElapsedTime(started),
            };
        }
        finally
        {
            Table.Release();
        }
    }

    private (Judgement, IReadOnlyList<string>) Judge(GradientReading reading, RankReading[] ranks)
    {
        var setUp = Setup.Judge(reading.Loss);
        var judged = _rules.Judge(reading);
        var verdict = Recoverable(reading, Verdict.Join(judged, setUp));
        var notices = _watch.Learn(reading, setUp.TakesStep ? judged : Verdict.Proceed, _scaled);
        if (verdict.Kind == VerdictKind.Halt)
            verdict = _watch.Explain(verdict, reading, _scaled);
        if (!verdict.TakesStep && RankFacts.Words(ranks) is { } bad)
            verdict = verdict.Because($"{verdict.Reason}; {bad}");
        return (new(verdict, setUp.TakesStep), notices);
    }

    // buffers, and what is learned, once the step was taken or refused
    private void Settle(GradientReading reading, Verdict verdict, StepOutcome outcome, bool wentBack)
    {
        var observed = _options.Mode == GuardMode.Observe;
        if (verdict.TakesStep && !observed && Buffers?.Mend() is { } mended)
            _edited.Add(mended);
        if (verdict.TakesStep || observed)
            Buffers?.Take();
        else
            Buffers?.Restore();
        if (!wentBack)
            Learn(reading, verdict, outcome.Measured ? _executor.Updates : []);
    }

    private StepRecord StepUnguarded(Tensor loss, OwnStep own, long started)
    {
        var reading = new GradientReading(Index, LossValue.Read(loss), []);
        var ranks = Replicas is null ? [] : AverageUnmeasured(reading, own);
        if (_optimizer is ILossAware aware)
            aware.Loss = reading.Loss;
        _edited.Clear();
        _executor.StepUnjudged(reading, _edited);
        return new(reading, Verdict.Proceed)
        {
            LearningRate = Rate(),
            Edits = [.. Setup.TakeNews(), .. _edited],
            Ranks = ranks,
            Elapsed = Stopwatch.GetElapsedTime(started),
        };
    }

    // the ladder's next rung is recovery; where it is not switched on, a rollback has nothing to return to
    private Verdict Recoverable(GradientReading reading, Verdict verdict)
    {
        if (Recovering is not { } recovery)
            return verdict.Kind == VerdictKind.Rollback
                ? Verdict.Halt($"{verdict.Reason} (asked to roll back, but no recovery is switched on)")
                : verdict;
        recovery.Begin(Index, before: false);
        return recovery.Judge(reading, verdict);
    }

    private (long Step, bool Replays)? GoBack(Verdict verdict)
    {
        if (verdict.Kind != VerdictKind.Rollback || Recovery is null) // another rank's, which sends what it goes back to
            return null;
        return Recovery.Return(Index);
    }

    private void Learn(GradientReading reading, Verdict verdict, ParameterUpdate[] updates)
    {
        if (Leads)
            _rules.Learn(reading, verdict);
        if (_range?.Learn(reading, verdict) == true)
            _executor.Restart();
        Recovering?.Learn(Index, verdict, updates, edited: _edited.Count > _transformed);
        if (Recovery is not null)
            _executor.Rate = Recovery.Rate;
    }

    private double Rate() => (_optimizer.ParamGroups.FirstOrDefault()?.LearningRate ?? double.NaN) * _executor.Rate;
}
