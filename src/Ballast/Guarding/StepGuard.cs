using System.Diagnostics;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// Stands where <c>optimizer.step()</c> stood: measures the gradients, judges the numbers, carries the verdict out, records.
/// <code>
/// using var guard = StepGuard.For(model, optimizer);
/// …
/// loss.backward();
/// guard.Step(loss);          // was: optimizer.step();
/// </code>
/// Not an optimizer and no wrapper of one, so schedulers keep driving the optimizer itself. Not thread-safe: one training loop.
/// </summary>
public sealed class StepGuard : IDisposable
{
    private readonly nn.Module _model;
    private readonly optim.Optimizer _optimizer;
    private readonly GuardOptions _options;
    private readonly ParameterTable _table;
    private readonly RuleSet _rules;
    private readonly GradientMeter _meter;
    private readonly StepExecutor _executor;
    private readonly IsolatedSinks _sinks;
    private readonly LossRange? _range;
    private readonly BufferCopy? _buffers;
    private readonly StepWatch _watch;
    private readonly ModelSetup _setup;
    private readonly Recovery? _recovery;
    private readonly MachineReport _machine;
    private readonly List<string> _edited = [];
    private bool _scaled; // this step's loss went through Backward
    private bool _begun,
        _halted;
    private long _step;

    private StepGuard(nn.Module model, optim.Optimizer optimizer, GuardOptions options)
    {
        _machine = MachineTest.Ensure(model); // before anything of the model is computed
        (_model, _optimizer, _options) = (model, optimizer, options);
        _table = new(optimizer.parameters(), model.named_parameters());
        _rules = new(options.Rules);
        if (options.RestoreBuffers && options.Mode != GuardMode.Off)
            _buffers = new(model);
        _watch = new(model, _table, _buffers, options.Mode == GuardMode.Observe);
        _meter = new(_table, _rules.Needs, _buffers);
        _executor = new(model, _table, optimizer, options);
        _sinks = new(options.Sinks);
        _setup = new(model, _table, optimizer, mayRepair: options.Repair && options.Mode == GuardMode.Act, () =>
            new RehearsalGuard(Twin(), _rules)
        );
        if (options.ControlLossRange)
            _range = new(mayLift: optimizer is FusedOptimizer { IgnoresGradientScale: true });
        if (options is { Mode: GuardMode.Act, Recovery: { } recovery })
            _recovery = new(model, _table, optimizer, recovery, () => GuardParts.Moving(_table, _executor, _rules, _range));
    }

    /// <summary>A guard for a model and the optimizer that trains it.</summary>
    /// <param name="model">Names the parameters, and owns the buffers that are restored.</param>
    /// <param name="optimizer">Any TorchSharp optimizer; Ballast's own (<see cref="Optimizers"/>) take scales and caps inside their
    /// kernels.</param>
    /// <param name="options">Default: <see cref="GuardOptions.Auto"/>.</param>
    /// <exception cref="NotSupportedException">The optimizer needs a closure (LBFGS), so one step is several backward passes.</exception>
    public static StepGuard For(nn.Module model, optim.Optimizer optimizer, GuardOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(optimizer);
        if (optimizer is LBFGS)
            throw new NotSupportedException(
                "LBFGS evaluates the loss several times within one step, so there is no single gradient to guard. Use any other optimizer."
            );
        using var kept = new KeptTensors();
        return new(model, optimizer, options ?? GuardOptions.Auto);
    }

    /// <summary>The parameters in the order of every reading.</summary>
    public IReadOnlyList<ParameterInfo> Parameters => _table.Infos;

    /// <summary>The weight edits, whose state a checkpoint keeps too.</summary>
    internal IReadOnlyList<IWeightEdit> Edits => _options.Edits;

    /// <summary>What makes the model's outputs in units of their own while it is trained.</summary>
    internal OutputStandard OutputStandard => _setup.OutputStandard;

    /// <summary>
    /// Looks at the model before its first step and, where it explodes already, repairs it: standardises inputs that are far too large
    /// and rescales weights (see docs/guard.md). Also counts how often a forward pass uses each weight. Optional; costs six forward and
    /// backward passes where all is well. Where it is not, every repair is rehearsed: it is kept only if 16 steps of
    /// training, which are taken back, end lower with it. The batches are looked at, not consumed; buffers, gradients, optimizer and
    /// random state stay as they were.
    /// </summary>
    /// <param name="batches">A few batches of the training data; 5 are looked at, up to 16 where each gives the loss only a few rows,
    /// and 12 are used where something is rehearsed.</param>
    /// <param name="lossOf">The loss of one batch: runs the model through <c>call()</c>, so that hooks fire.</param>
    /// <returns>What was found and done; the first record carries it too.</returns>
    /// <exception cref="InvalidOperationException">A step has been taken already.</exception>
    public Preparation Prepare<TBatch>(IEnumerable<TBatch> batches, Func<TBatch, Tensor> lossOf)
    {
        ArgumentNullException.ThrowIfNull(batches);
        ArgumentNullException.ThrowIfNull(lossOf);
        RequireAlive();
        if (_step != 0)
            throw new InvalidOperationException("Prepare belongs before the first step.");
        using var kept = new KeptTensors();
        _table.RequireSame(_model);
        if (_options.Mode == GuardMode.Off)
            return new("", []);
        Preparation preparation;
        using (var all = batches.Select(batch => (Func<Tensor>)(() => Kept(lossOf, batch))).GetEnumerator())
            preparation = _setup.Prepare(all);
        _buffers?.Renew();
        KeepState(); // not before the batches were let go of: only then do they stand where they stood
        return preparation;
    }

    /// <summary>Whether recovery is switched on.</summary>
    internal bool Recovers => _recovery is not null;

    /// <summary>Steps of the training up to now, without those that were gone back over and are taken anew.</summary>
    internal long Position => _step - (_recovery?.Undone ?? 0);

    /// <summary>The state before the next forward pass is one to go back to, if there is none yet.</summary>
    internal void KeepState() => _recovery?.Begin(_step, before: true);

    /// <summary>
    /// Hands over what <see cref="GuardOptions.Recovery"/> needs beside model and optimizer. Call it before <see cref="Prepare"/> and the
    /// first step.
    /// </summary>
    /// <param name="parts">Where the data stand, and generators of your own: with them a step can be taken again on the same batch.</param>
    /// <param name="nextLoss">The loss of the next batch from where the parts stand, which moves on by it. With it the guard can tell bad
    /// batches from a bad state, and goes back where the loss has risen and stays up; without it only where nothing else helps.</param>
    /// <exception cref="InvalidOperationException">Recovery is not switched on.</exception>
    public void Recover(IReadOnlyList<ICheckpointed> parts, Func<Tensor>? nextLoss = null)
    {
        ArgumentNullException.ThrowIfNull(parts);
        RequireAlive();
        if (_recovery is null && _options.Mode == GuardMode.Act)
            throw new InvalidOperationException("Recovery is not switched on: set GuardOptions.Recovery to new RecoveryOptions().");
        _recovery?.Follow(parts, nextLoss);
    }

    private static Tensor Kept<TBatch>(Func<TBatch, Tensor> lossOf, TBatch batch)
    {
        using var kept = new KeptTensors(); // of the user's own operations
        return lossOf(batch);
    }

    /// <summary>
    /// Runs the backward pass of the loss, scaled where loss-range control asks for it; <see cref="Step"/> undoes the scale.
    /// Optional: <c>loss.backward()</c> does the same without that protection.
    /// </summary>
    public void Backward(Tensor loss)
    {
        ArgumentNullException.ThrowIfNull(loss);
        RequireAlive();
        using var kept = new KeptTensors(loss);
        _scaled = _range is not null && _options.Mode == GuardMode.Act;
        if (!_scaled || _range!.Scale == 1)
        {
            loss.backward();
            return;
        }

        using var scaled = loss.Times(_range.Scale);
        scaled.backward();
    }

    /// <summary>Takes one step, or refuses it. Call it where <c>optimizer.step()</c> stood, after the backward pass.</summary>
    /// <param name="loss">The loss of this batch: a single value.</param>
    /// <returns>What was measured, decided and done.</returns>
    /// <exception cref="InvalidOperationException">This guard halted the training, or the model was moved or converted after the optimizer
    /// was built.</exception>
    /// <exception cref="ObjectDisposedException">The guard was disposed of.</exception>
    /// <exception cref="TrainingHaltedException">The verdict was Halt; weights are those of the last step that was taken.</exception>
    public StepRecord Step(Tensor loss)
    {
        RequireAlive();
        if (_halted)
            throw new InvalidOperationException($"This guard halted the training at step {_step - 1}. Build a new one to go on.");
        using var kept = new KeptTensors(loss);
        Begin();
        var started = Stopwatch.GetTimestamp();
        var record = _options.Mode == GuardMode.Off ? StepUnguarded(loss, started) : StepGuarded(loss, started);
        _scaled = false;
        _step++;
        _sinks.Write(record);
        if (record.Verdict.Kind != VerdictKind.Halt || record.Overruled)
            return record;
        _halted = true;
        throw new TrainingHaltedException(record.Keep());
    }

    /// <summary>Writes all that the guard remembers; model and optimizer have state of their own.</summary>
    public void Save(Stream to)
    {
        RequireAlive();
        GuardState.Write(to, Parts);
    }

    /// <summary>Restores what <see cref="Save"/> wrote, for a guard of the same options over the same model.</summary>
    /// <exception cref="FormatException">The state is damaged or of another version.</exception>
    /// <exception cref="ArgumentException">The state belongs to other rules or another model.</exception>
    public void Load(Stream from)
    {
        RequireAlive();
        using var kept = new KeptTensors();
        GuardState.Read(from, Parts);
        _buffers?.Renew();
    }

    /// <summary>Releases copies and sinks. The model and the optimizer stay the caller's.</summary>
    public void Dispose()
    {
        if (_step < 0)
            return;
        _step = -1;
        _setup.Dispose();
        _recovery?.Dispose();
        _executor.Dispose();
        _watch.Dispose();
        _buffers?.Dispose();
        _table.Dispose();
        _sinks.Dispose();
    }

    private void RequireAlive()
    {
        if (_step < 0)
            throw new ObjectDisposedException(
                nameof(StepGuard),
                "This guard was disposed of. Build a new one with StepGuard.For, and dispose of it after the training."
            );
    }

    private GuardPart[] Parts => GuardParts.Of(_table, _executor, _rules, _range, _setup, _recovery, () => _step, step => _step = step);

    private StepRecord StepGuarded(Tensor loss, long started)
    {
        _table.Refresh(_model);
        try
        {
            var scale = _scaled ? _range!.Scale : 1;
            var unscale = _scaled ? _range!.Unscale : 1;
            var reading = _meter.Measure(_step, loss, unscale);
            reading.Undone = _recovery?.Undone ?? 0;
            if (_optimizer is ILossAware aware)
                aware.Loss = reading.Loss;
            var setUp = _setup.Judge(reading.Loss);
            var judged = _rules.Judge(reading);
            var verdict = Recoverable(reading, Verdict.Join(judged, setUp));
            var notices = _watch.Learn(reading, setUp.TakesStep ? judged : Verdict.Proceed, _scaled);
            if (verdict.Kind == VerdictKind.Halt)
                verdict = _watch.Explain(verdict, reading, _scaled);
            var observed = _options.Mode == GuardMode.Observe;
            StepOutcome outcome = default;
            _edited.Clear();
            if (observed)
                _executor.StepAnyway();
            else
                outcome = _executor.Act(reading, verdict, _scaled ? _range!.StepUnscale : 1, _edited);
            if (!observed && verdict.Kind == VerdictKind.Skip && setUp.TakesStep)
                _executor.Refuse(reading, _edited);
            var back = verdict.Kind == VerdictKind.Rollback && !observed ? GoBack() : null;
            if (verdict.TakesStep || observed)
                _buffers?.Take();
            else
                _buffers?.Restore();
            if (back is null)
                Learn(reading, verdict);
            return new(reading, verdict, outcome.Measured ? _executor.Updates : [])
            {
                Overruled = observed && verdict.Kind != VerdictKind.Proceed,
                LearningRate = Rate(),
                LossScale = scale,
                Capped = outcome.Capped,
                Restarted = outcome.Restarted,
                UpdateRatio = _executor.UpdateRatio(),
                Edits = [.. _setup.TakeNews(), .. _edited],
                Notices = notices,
                ReturnedTo = back?.Step,
                Replays = back?.Replays ?? false,
                Elapsed = Stopwatch.GetElapsedTime(started),
            };
        }
        finally
        {
            _table.Release();
        }
    }

    private StepRecord StepUnguarded(Tensor loss, long started)
    {
        var reading = new GradientReading(_step, LossValue.Read(loss), []);
        if (_optimizer is ILossAware aware)
            aware.Loss = reading.Loss;
        _edited.Clear();
        _executor.StepUnjudged(reading, _edited);
        return new(reading, Verdict.Proceed)
        {
            LearningRate = Rate(),
            Edits = [.. _setup.TakeNews(), .. _edited],
            Elapsed = Stopwatch.GetElapsedTime(started),
        };
    }

    // for steps that are taken back
    private StepGuard Twin()
    {
        var twin = new StepGuard(_model, _optimizer, _options with { Repair = false, Recovery = null, Edits = [], Sinks = [] });
        twin._table.State = _table.State;
        return twin;
    }

    // the ladder's next rung is recovery; where it is not switched on, a rollback has nothing to return to
    private Verdict Recoverable(GradientReading reading, Verdict verdict)
    {
        if (_recovery is not null && _setup.Listening is null)
        {
            _recovery.Begin(_step, before: false);
            verdict = _recovery.Judge(reading, verdict);
        }
        else if (verdict.Kind == VerdictKind.Rollback)
            verdict = Verdict.Halt($"{verdict.Reason} (asked to roll back, but no recovery is switched on)");
        return verdict;
    }

    private (long Step, bool Replays)? GoBack()
    {
        var back = _recovery!.Return(_step);
        _executor.GoBack();
        _executor.Rate = _recovery.Rate;
        _buffers?.Renew();
        return back;
    }

    private void Learn(GradientReading reading, Verdict verdict)
    {
        _rules.Learn(reading, verdict);
        if (_range?.Learn(reading, verdict) == true)
            _executor.Restart();
        if (_recovery is null || _setup.Listening is not null)
            return;
        _recovery.Learn(_step, verdict);
        _executor.Rate = _recovery.Rate;
    }

    private double Rate() => (_optimizer.ParamGroups.FirstOrDefault()?.LearningRate ?? double.NaN) * _executor.Rate;

    private void Begin()
    {
        if (_begun)
            return;
        _begun = true;
        _sinks.Begin(_table.Infos);
        _sinks.Note("arithmetic", _machine.Text);
    }
}
