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
public sealed partial class StepGuard : IDisposable
{
    private readonly nn.Module _model;
    private readonly GuardOptions _options;
    private readonly GuardedStep _run;
    private readonly IsolatedSinks _sinks;
    private readonly MachineReport _machine;
    private bool _begun,
        _halted,
        _disposed;

    private StepGuard(nn.Module model, optim.Optimizer optimizer, GuardOptions options)
    {
        _machine = MachineTest.Ensure(model); // before anything of the model is computed
        if (options.Collective.Rank > 0)
            options = Following(options);
        (_model, _options, _sinks) = (model, options, new(options.Sinks));
        _run = new(model, optimizer, options, () => Twin(optimizer));
        _run.Replicas?.Begin();
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
    public IReadOnlyList<ParameterInfo> Parameters => _run.Table.Infos;

    /// <summary>The weight edits, whose state a checkpoint keeps too.</summary>
    internal IReadOnlyList<IWeightEdit> Edits => _options.Edits;

    /// <summary>What makes the model's outputs in units of their own while it is trained.</summary>
    internal OutputStandard OutputStandard => _run.Setup.OutputStandard;

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
        if (_run.Index != 0)
            throw new InvalidOperationException("Prepare belongs before the first step.");
        using var kept = new KeptTensors();
        _run.Table.RequireSame(_model);
        if (_options.Mode == GuardMode.Off)
            return new("", []);
        if (!_run.Leads)
        {
            _run.Replicas!.Send();
            return new("", []);
        }

        Preparation preparation;
        using (var all = batches.Select(batch => (Func<Tensor>)(() => Kept(lossOf, batch))).GetEnumerator())
            preparation = _run.Setup.Prepare(all);
        _run.Buffers?.Renew();
        _run.Replicas?.Send();
        KeepState(); // not before the batches were let go of: only then do they stand where they stood
        return preparation;
    }

    /// <summary>Whether recovery is switched on.</summary>
    internal bool Recovers => _run.Recovery is not null;

    /// <summary>Steps of the training up to now, without those that were gone back over and are taken anew.</summary>
    internal long Position => _run.Index - _run.Undone;

    /// <summary>The state before the next forward pass is one to go back to, if there is none yet.</summary>
    internal void KeepState() => _run.Recovery?.Begin(_run.Index, before: true);

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
        if (_run.Replicas is not null)
            _run.Replicas.Parts = parts;
        if (!_run.Leads)
            return;
        if (_run.Recovery is null && _options.Mode == GuardMode.Act)
            throw new InvalidOperationException("Recovery is not switched on: set GuardOptions.Recovery to new RecoveryOptions().");
        _run.Recovery?.Follow(parts, nextLoss);
    }

    private static Tensor Kept<TBatch>(Func<TBatch, Tensor> lossOf, TBatch batch)
    {
        using var kept = new KeptTensors(); // of the user's own operations
        return lossOf(batch);
    }

    /// <summary>
    /// Runs the backward pass of the loss, scaled where loss-range control asks for it; <see cref="Step(Tensor)"/> undoes the scale.
    /// Optional: <c>loss.backward()</c> does the same without that protection.
    /// </summary>
    public void Backward(Tensor loss)
    {
        ArgumentNullException.ThrowIfNull(loss);
        RequireAlive();
        using var kept = new KeptTensors(loss);
        _run.Backward(loss);
    }

    /// <summary>Takes one step, or refuses it. Call it where <c>optimizer.step()</c> stood, after the backward pass.</summary>
    /// <param name="loss">The loss of this batch: a single value.</param>
    /// <returns>What was measured, decided and done.</returns>
    /// <exception cref="InvalidOperationException">This guard halted the training, or the model was moved or converted after the optimizer
    /// was built.</exception>
    /// <exception cref="ObjectDisposedException">The guard was disposed of.</exception>
    /// <exception cref="TrainingHaltedException">The verdict was Halt; weights are those of the last step that was taken.</exception>
    public StepRecord Step(Tensor loss) => Step(loss, new OwnStep(1, null, StopAsked: false, 0));

    internal StepRecord Step(Tensor loss, OwnStep own)
    {
        RequireAlive();
        if (_halted)
            throw new InvalidOperationException($"This guard halted the training at step {_run.Index - 1}. Build a new one to go on.");
        using var kept = new KeptTensors(loss);
        Begin();
        return Done(_run.Take(loss, own));
    }

    /// <summary>
    /// Looks at the weights between two steps, before they are saved or evaluated: what broke them since the last step would be seen only
    /// by the next. Costs a pass over the weights. Null where all is well, and where recovery is not switched on.
    /// </summary>
    /// <param name="last">Whether no step follows; then a loss that has just risen is looked into as well.</param>
    /// <returns>A record of going back to an earlier state, without a loss.</returns>
    /// <exception cref="TrainingHaltedException">The training went back too often.</exception>
    public StepRecord? CheckWeights(bool last = false)
    {
        RequireAlive();
        if (_halted)
            return null;
        using var kept = new KeptTensors();
        return _run.Check(last) is { } record ? Done(record) : null;
    }

    /// <summary>
    /// Writes all that the guard remembers; model and optimizer have state of their own. Of several ranks it is rank 0's that remembers.
    /// </summary>
    public void Save(Stream to)
    {
        RequireAlive();
        GuardState.Write(to, _run.Parts);
    }

    /// <summary>
    /// Restores what <see cref="Save"/> wrote, for a guard of the same options over the same model. Of several ranks it is for rank 0
    /// alone; the others read nothing here and need <see cref="Synchronize"/> after it.
    /// </summary>
    /// <exception cref="FormatException">The state is damaged or of another version.</exception>
    /// <exception cref="ArgumentException">The state belongs to other rules or another model.</exception>
    public void Load(Stream from)
    {
        RequireAlive();
        if (!_run.Leads)
            return;
        using var kept = new KeptTensors();
        GuardState.Read(from, _run.Parts);
        _run.Buffers?.Renew();
    }

    /// <summary>Releases copies and sinks. The model and the optimizer stay the caller's.</summary>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        _run.Dispose();
        _sinks.Dispose();
    }

    private StepRecord Done(StepRecord record)
    {
        _run.Index++;
        _sinks.Write(record);
        if (record.Verdict.Kind != VerdictKind.Halt || record.Overruled)
            return record;
        _halted = true;
        throw new TrainingHaltedException(record.Keep());
    }

    private void RequireAlive()
    {
        if (_disposed)
            throw new ObjectDisposedException(
                nameof(StepGuard),
                "This guard was disposed of. Build a new one with StepGuard.For, and dispose of it after the training."
            );
    }

    // for steps that are taken back
    private StepGuard Twin(optim.Optimizer optimizer)
    {
        var twin = new StepGuard(_model, optimizer, Following(_options) with { Collective = SingleProcess.Instance });
        twin._run.Table.State = _run.Table.State;
        return twin;
    }

    private void Begin()
    {
        if (_begun)
            return;
        _begun = true;
        _sinks.Begin(_run.Table.Infos);
        _sinks.Note("arithmetic", _run.Replicas?.Words(_machine.Text) ?? _machine.Text);
    }
}
