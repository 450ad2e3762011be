using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>A training under a <see cref="StepGuard"/>, which also carries out the trial's own faults.</summary>
internal sealed class GuardedRun : PolicyRun
{
    private readonly StepGuard _guard;
    private readonly bool _guardsBackward;
    private readonly TrialPosition _position = new();
    private IReadOnlyList<string> _prepared = [];

    public GuardedRun(Trial trial, optim.Optimizer optimizer, GuardOptions options, bool guardsBackward)
        : base(trial.Faults is { } faults ? new FaultyOptimizer(optimizer, faults) : optimizer)
    {
        (_guard, _guardsBackward, Edits) = (StepGuard.For(trial.Model, Optimizer, options), guardsBackward, options.Edits);
        if (options.Recovery is not null)
            _guard.Recover([_position], () => trial.LossOf(trial.Batch(_position.Next++)));
    }

    public override IReadOnlyList<string> Prepared => _prepared;

    public override IReadOnlyList<IWeightEdit> Edits { get; }

    /// <summary>See <see cref="Factor"/>.</summary>
    public Func<int, double> Schedule { get; set; } = _ => 1;

    public override double Factor(int step) => Schedule(step);

    /// <summary>Lets the guard look at the first batches, and repair.</summary>
    public void Prepare(Trial trial, int batches)
    {
        using var scope = NewDisposeScope();
        trial.Model.train();
        _prepared = _guard.Prepare(Enumerable.Range(0, batches).Select(trial.Batch), trial.LossOf).Done;
    }

    public override void Step(Tensor loss)
    {
        _position.Next++;
        if (_guardsBackward)
            _guard.Backward(loss);
        else
            loss.backward();
        var record = _guard.Step(loss);
        GradientNorm = record.GradientNorm;
        if (!record.Verdict.TakesStep)
            Skipped++;
        if (record.ReturnedTo is not null)
            Returned++;
        if (record.Capped > 0)
            Capped++;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _guard.Dispose();
        base.Dispose(disposing);
    }
}
