using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// The training loop, written out. Everything it does a loop of your own can do as well: prepare, shuffle, forward, backward,
/// guarded step, schedule, evaluate.
/// </summary>
public sealed class Trainer
{
    /// <summary>What learns; called through <c>call()</c>.</summary>
    public required nn.Module<Tensor, Tensor> Model { get; init; }

    /// <summary>How it learns; any TorchSharp optimizer.</summary>
    public required optim.Optimizer Optimizer { get; init; }

    /// <summary>What training makes small.</summary>
    public required TrainingLoss Loss { get; init; }

    /// <summary>What keeps it from exploding; the horizon is filled in. Default: auto.</summary>
    public GuardOptions Guard { get; init; } = GuardOptions.Auto;

    /// <summary>The learning rate over time. Default: constant.</summary>
    public LearningRateSchedule Schedule { get; init; } = Schedules.Constant();

    /// <summary>Who follows the training; none can hurt it.</summary>
    public IReadOnlyList<ITrainingProgress> Progress { get; init; } = [];

    /// <summary>Weight of the divergence between two passes with two masks, see <see cref="Ballast.RDrop"/>; 0 for one pass. Default 0.</summary>
    public double RDrop { get; init => field = Require.NotNegative(value, nameof(RDrop)); }

    /// <summary>Where the model is. Default: the CPU.</summary>
    public Device Device { get; init; } = CPU;

    private bool _fitted;

    /// <summary>Trains for so many epochs, evaluating after each. Once: rules and sinks hold the state of one training.</summary>
    /// <param name="batches">The training data.</param>
    /// <param name="evaluate">Loss and accuracy of the model on data that is not trained on; see <see cref="Evaluation.On"/>.</param>
    /// <param name="epochs">Passes over the data.</param>
    /// <param name="cancel">Ends the training after the present step; the summary says <c>interrupted</c>.</param>
    /// <returns>How it ended. A halted training is a result, not an exception.</returns>
    public TrainingSummary Fit(Batches batches, Func<(double Loss, double Accuracy)> evaluate, int epochs, CancellationToken cancel = default)
    {
        if (_fitted) throw new InvalidOperationException("This trainer has trained. Make a new one, with guard options of its own, to train on.");
        _fitted = true;
        var plan = new TrainingPlan(epochs, batches.PerEpoch, batches.Size, Model.parameters().Sum(p => p.numel()));
        using var guard = StepGuard.For(Model, Optimizer, Guard with { Horizon = Guard.Horizon ?? plan.Steps });
        var run = new TrainingCourse(plan, Progress);
        var schedule = Schedule.Attach(Optimizer, plan.Steps);
        try
        {
            Model.train();
            using (NewDisposeScope()) guard.Prepare(batches.Peek(5), batch => Forward(batch.x, batch.y).Loss);
            for (var epoch = 0; epoch < epochs; epoch++)
            {
                foreach (var (x, y) in batches.Epoch())
                {
                    cancel.ThrowIfCancellationRequested();
                    using var scope = NewDisposeScope();
                    Optimizer.zero_grad();
                    var (output, loss) = Forward(x, y);
                    guard.Backward(loss);
                    var record = guard.Step(loss);
                    schedule.step();
                    run.Step(record, Loss.Correct(output, y) / (double)y.shape[0]);
                }

                run.Evaluated(epoch + 1, evaluate());
            }

            return run.End("trained");
        }
        catch (TrainingHaltedException halt)
        {
            return run.Halted(halt.Record, evaluate());
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            return run.End("interrupted", evaluated: evaluate());
        }
    }

    private (Tensor Output, Tensor Loss) Forward(Tensor x, Tensor y)
    {
        if (RDrop > 0) return Ballast.RDrop.Forward(Model, Loss, x, y, RDrop);
        var output = Model.call(x);
        return (output, Loss.forward(output, y));
    }
}
