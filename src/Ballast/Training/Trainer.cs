using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.optim.lr_scheduler;

namespace Ballast;

/// <summary>
/// The training loop, written out. Everything it does a loop of your own can do as well: prepare, shuffle, forward, backward,
/// guarded step, schedule, evaluate, write checkpoints.
/// </summary>
public sealed class Trainer
{
    /// <summary>What learns; called through <c>call()</c>.</summary>
    public required nn.Module<Tensor, Tensor> Model { get; init; }

    /// <summary>How it learns; any TorchSharp optimizer.</summary>
    public required optim.Optimizer Optimizer { get; init; }

    /// <summary>What training makes small.</summary>
    public required TrainingLoss Loss { get; init; }

    /// <summary>
    /// What keeps it from exploding; the horizon is filled in. Default: auto. With a <see cref="GuardOptions.Collective"/> of several ranks
    /// each trains on its rows of every batch; rank 0 alone evaluates, writes checkpoints and tells <see cref="Progress"/>.
    /// </summary>
    public GuardOptions Guard { get; init; } = GuardOptions.Auto;

    /// <summary>
    /// How the training goes back to an earlier state where prevention failed; null for not at all. Default: on, where the optimizer's
    /// state can be copied and there is memory for the copies. The guard's own, if it has one, comes first.
    /// </summary>
    public RecoveryOptions? Recovery { get; init; } = new();

    /// <summary>Whether samples that make a loss non-finite by themselves are named and left out from then on. Default true.</summary>
    public bool Quarantine { get; init; } = true;

    /// <summary>The learning rate over time. Default: constant.</summary>
    public LearningRateSchedule Schedule { get; init; } = Schedules.Constant();

    /// <summary>Who follows the training; none can hurt it.</summary>
    public IReadOnlyList<ITrainingProgress> Progress { get; init; } = [];

    /// <summary>
    /// Weight of the divergence between two passes with two masks, see <see cref="Ballast.RDrop"/>; 0 for one pass. Default 0.
    /// </summary>
    public double RDrop
    {
        get;
        init => field = Require.NotNegative(value, nameof(RDrop));
    }

    /// <summary>Where the model is. Default: the CPU.</summary>
    public Device Device { get; init; } = CPU;

    /// <summary>Batches whose gradients are averaged for one step. Default 1. What is left of an epoch then is left out.</summary>
    public int Accumulate { get; init; } = 1;

    /// <summary>Ends the training after so many steps; null for none.</summary>
    public long? MaxSteps { get; init; }

    /// <summary>Ends the training when evaluations do not get better any more; null for never.</summary>
    public EarlyStopping? EarlyStopping { get; init; }

    /// <summary>
    /// Loss and accuracy on data set apart for choosing: they decide which checkpoint is best and when to stop early. Default: what
    /// <c>Fit</c> is told to evaluate by.
    /// </summary>
    public Func<EvaluationResult>? Validate { get; init; }

    /// <summary>
    /// What the final weights are put beside, so that a summary says whether anything was learned; null for nothing. Costs one more pass
    /// over the test data.
    /// </summary>
    public TrivialPredictor? Trivial { get; init; }

    /// <summary>
    /// Where checkpoints go: every few steps, after the best evaluation, and at the end; null for none. Of several ranks all have it.
    /// </summary>
    public CheckpointFolder? Checkpoints { get; init; }

    /// <summary>Steps from one checkpoint to the next. Default 200.</summary>
    public int CheckpointEvery { get; init; } = 200;

    /// <summary>What to note in checkpoints, such as the config.</summary>
    public IReadOnlyDictionary<string, string> Facts { get; init; } = new Dictionary<string, string>();

    /// <summary>The checkpoint to go on from, as <see cref="CheckpointFolder.NewestGood()"/> finds it; null to begin.</summary>
    public string? ResumeFrom { get; init; }

    private const int EnoughRows = 16,
        MostValues = 1 << 18; // what set-up looks at where batches are small
    private bool _fitted;

    /// <summary>Trains for so many epochs, evaluating after each. Once: rules and sinks hold the state of one training.</summary>
    /// <param name="batches">The training data. Where the model has a batch norm, a last batch of a single row is left out.</param>
    /// <param name="evaluate">Loss and accuracy of the model on data that is not trained on; see <see cref="Evaluation.On"/>.</param>
    /// <param name="epochs">Passes over the data, those before a resumed checkpoint included.</param>
    /// <param name="cancel">Ends the training after the present step, with a checkpoint; the summary says <c>interrupted</c>.</param>
    /// <returns>How it ended. A halted training is a result, not an exception.</returns>
    /// <exception cref="ArgumentException">An epoch has fewer batches than are accumulated for one step.</exception>
    /// <exception cref="CheckpointException">The checkpoint to go on from is absent, damaged, or of another training.</exception>
    public TrainingSummary Fit(Batches batches, Func<EvaluationResult> evaluate, int epochs, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(batches);
        ArgumentNullException.ThrowIfNull(evaluate);
        Require.AtLeast(CheckpointEvery, 1);
        var ranks = new TrainingRanks(Guard.Collective);
        evaluate = ranks.Of(evaluate);
        var validate = Validate is null ? null : ranks.Of(Validate);
        if (SingleRows.Matter(Model))
            batches.LeaveOutSingle();
        ranks.Share(batches, Model);
        if (Require.AtLeast(Accumulate, 1) > batches.PerEpoch)
            throw new ArgumentException(
                $"{Accumulate} batches make one step, but an epoch has only "
                    + $"{batches.PerEpoch}. Accumulate fewer, or choose smaller batches.",
                nameof(batches)
            );
        if (_fitted)
            throw new InvalidOperationException("This trainer has trained. Make a new one, with guard options of its own, to train on.");
        _fitted = true;
        var plan = new TrainingPlan(
            epochs,
            batches.PerEpoch / Accumulate,
            batches.Size * Accumulate,
            Model.parameters().Sum(p => p.numel())
        )
        {
            MaxSteps = MaxSteps,
        };
        using var guard = StepGuard.For(
            Model,
            Optimizer,
            Guard with
            {
                Horizon = Guard.Horizon ?? Schedule.Total ?? plan.Steps,
                Recovery = Guard.Recovery ?? RecoveryRoom.For(Recovery, Model, Optimizer),
                OnRefusal = Guard.OnRefusal ?? (Quarantine ? new SampleQuarantine(Model, Loss, batches, Accumulate).Examine : null),
            }
        );
        var (run, best) = (
            new TrainingCourse(ranks.Leads ? Progress : []),
            new BestEvaluation(EarlyStopping?.Metric ?? EvaluationMetric.Loss)
        );
        var schedule = Schedule.Attach(Optimizer, Math.Max(1, plan.Steps));
        var checkpoint = new Checkpoint
        {
            Model = Model,
            Optimizer = Optimizer,
            Guard = guard,
            Parts = [batches, run, best, new ScheduleState(Schedule)],
        };
        if (guard.Recovers)
            guard.Recover([batches, best, new ScheduleState(Schedule)], () => batches.Next((x, y) => Forward(x, y).Loss));
        guard.Share([batches, run, best, new ScheduleState(Schedule)]);
        if (ResumeFrom is not null)
            ranks.Resume(checkpoint, ResumeFrom);
        var checkpoints = run.Checkpoints = Checkpoints is null
            ? null
            : new TrainingCheckpoints(Checkpoints, CheckpointEvery, checkpoint, Facts, run, ranks.Leads);
        for (var step = 0L; step < run.Position; step++)
            schedule.step();
        run.Begin(plan);
        try
        {
            Model.train();
            if (run.Steps == 0)
                using (NewDisposeScope())
                    guard.Prepare(batches.Peek(12, EnoughRows, MostValues), batch => Forward(batch.x, batch.y).Loss);
            guard.KeepState();
            if (ranks.Leads)
                run.Compare = Trivial?.Over(Model, Optimizer, Device, begun: ResumeFrom is null);
            while (run.Epochs < epochs && run.Position < plan.Steps && !Stale(best))
            {
                foreach (var (record, accuracy) in Steps(batches, guard, () => ranks.Stops(guard, cancel), cancel))
                {
                    run.Step(record, accuracy);
                    if (record.Replays)
                        schedule = Return(run, batches, plan, guard.Position);
                    else
                    {
                        Schedule.Learn(record.Loss);
                        schedule.step();
                    }

                    if (checkpoints?.IsDue == true && IsSound(last: false))
                        checkpoints.Write();
                    if (run.Position >= plan.Steps)
                        break;
                }

                if (ranks.Stops(guard, cancel))
                {
                    IsSound(last: false);
                    if (run.Steps > 0)
                        checkpoints?.Write(); // before the first step there is nothing to go on from
                    return run.End(TrainingStatus.Interrupted, evaluated: evaluate());
                }

                if (!IsSound(last: run.Position >= plan.Steps))
                    continue;
                if (Left(batches))
                    break; // the last step was in the middle of an epoch
                batches.Position = new(batches.Position.Seed, batches.Position.Epoch + 1, 0);
                var result = evaluate();
                run.Evaluated(result);
                if (best.Learn(validate?.Invoke() ?? result))
                    checkpoints?.WriteBest();
            }

            checkpoints?.Write();
            return run.End(
                TrainingStatus.Trained,
                Stale(best) ? $"ended early: nothing better in {best.Since} evaluations" : "",
                run.IsEvaluated && (run.Epochs == epochs || Stale(best)) ? null : evaluate()
            );
        }
        catch (TrainingHaltedException halt)
        {
            var first = ranks.Leads ? HaltWitness.Words(halt.Record, Model, Loss, batches) : "";
            return run.Halted(halt.Record, evaluate(), first);
        }
        catch (Exception fault)
        {
            run.Failed(fault); // before the guard closes the sinks
            throw;
        }

        // whether what is there may be saved and evaluated; else there are steps to take anew
        bool IsSound(bool last)
        {
            if (guard.CheckWeights(last) is not { } back)
                return true;
            run.Step(back, double.NaN);
            if (back.Replays)
                schedule = Return(run, batches, plan, guard.Position);
            else
                schedule.step(); // it counts as a step, also where the training is resumed
            return !back.Replays;
        }
    }

    // the steps from there on are taken anew, so the schedule is where it was
    private LRScheduler Return(TrainingCourse run, Batches batches, TrainingPlan plan, long position)
    {
        run.Return(position, (int)batches.Position.Epoch);
        return Schedule.Attach(Optimizer, plan.Steps, position);
    }

    private bool Stale(BestEvaluation best) => best.Since >= (EarlyStopping?.Patience ?? int.MaxValue);

    // whether the epoch has batches for another step
    private bool Left(Batches batches) => batches.PerEpoch - batches.Position.Batch >= Accumulate;

    /// <summary>The rest of the present epoch, step by step. The position in the data is always that of the next step.</summary>
    private IEnumerable<(StepRecord Record, double Accuracy)> Steps(
        Batches batches,
        StepGuard guard,
        Func<bool> stops,
        CancellationToken cancel
    )
    {
        while (Left(batches) && !stops())
        {
            using var scope = NewDisposeScope();
            Optimizer.zero_grad();
            Tensor? total = null;
            var (accuracy, rows, passes) = (0.0, 0L, 0);
            foreach (var (x, y) in batches.Epoch().Take(Accumulate))
            {
                rows += x.shape[0];
                var (output, loss) = Forward(x, y);
                if (Accumulate > 1)
                    loss = loss.Times(1.0 / Accumulate);
                if (++passes == Accumulate)
                    guard.Backward(loss, rows);
                else
                    guard.Backward(loss);
                total = total is null ? loss.detach() : total.Plus(loss.detach());
                accuracy += Loss.Accuracy(output, y) / Accumulate;
            }

            var record = guard.Step(total!, new OwnStep(rows, null, cancel.IsCancellationRequested, accuracy));
            yield return (record, guard.Ranks?.AllBeside ?? accuracy);
        }
    }

    private (Tensor Output, Tensor Loss) Forward(Tensor x, Tensor y)
    {
        if (RDrop > 0)
            return Ballast.RDrop.Forward(Model, Loss, x, y, RDrop);
        var output = Model.call(x);
        return (output, Loss.forward(output, y));
    }
}
