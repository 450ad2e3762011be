using Ballast.Testing;
using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Tests;

[TensorTests]
public sealed class TrainerTests
{
    /// <summary>Two classes that a line separates.</summary>
    private static (Tensor X, Tensor Y) Blobs(int count = 256)
    {
        using var generator = new Generator(3);
        var x = randn([count, 4], generator: generator);
        return (x, x.sum(1).gt(0).to(ScalarType.Int64));
    }

    private static (TrainingSummary Summary, CollectingSink Records, List<EvaluationRecord> Evaluations) Fit(
        GuardOptions guard,
        double lr = 0.1,
        int epochs = 3,
        double gain = 1,
        CancellationToken cancel = default
    )
    {
        var (x, y) = Blobs();
        using var model = Models.Mlp(
            [4],
            2,
            new ModelOptions { Hidden = [.. Enumerable.Repeat(16, gain > 1 ? 12 : 1)], Init = Initializations.He(gain) }
        );
        using var optimizer = Ballast.Optimizers.SGD(model.parameters(), lr, momentum: 0.9);
        using var batches = new Batches(x, y, 32, seed: 1);
        var (loss, sink, follower) = (Losses.CrossEntropy(), new CollectingSink(), new Follower());
        var summary = new Trainer
        {
            Model = model,
            Optimizer = optimizer,
            Loss = loss,
            Guard = guard with { Sinks = [sink] },
            Schedule = Schedules.Cosine(4),
            Progress = [follower, new Thrower()],
        }.Fit(batches, () => Evaluation.On(model, loss, x, y), epochs, cancel);
        Assert.Equal(summary, follower.End);
        return (summary, sink, follower.Evaluations);
    }

    [Fact]
    public void Learns_a_line_and_tells_one_story_everywhere()
    {
        var (summary, sink, evaluations) = Fit(GuardOptions.Auto, epochs: 12);
        Assert.Equal(TrainingStatus.Trained, summary.Status);
        Assert.True(summary.TestAccuracy > 0.9, $"{summary}");
        Assert.Equal(12 * 8, summary.Steps);
        Assert.Equal(summary.Steps, sink.Records.Count);
        Assert.Equal(summary.Capped, sink.Records.Count(record => record.Capped > 0));
        Assert.Equal(summary.Clipped, sink.Records.Count(record => record.Verdict.Kind == VerdictKind.Rescale));
        Assert.Equal(12, evaluations.Count);
        Assert.True(sink.Records[0].LearningRate < sink.Records[4].LearningRate, "no warm-up");
        Assert.True(sink.Records[^1].LearningRate < 0.001, "no cosine");
    }

    [Fact]
    public void An_exploding_net_is_halted_without_guard_and_learns_with_it()
    {
        Assert.Equal(TrainingStatus.Trained, Fit(GuardOptions.Auto, epochs: 15, gain: 3).Summary.Status);
        var (off, _, _) = Fit(GuardOptions.Off, epochs: 15, gain: 3);
        Assert.True(off.Status == TrainingStatus.Halted || off.TestAccuracy < 0.7, $"{off}");
    }

    [Fact]
    public void Own_loop_and_trainer_give_the_same_records()
    {
        var (_, sink, _) = Fit(GuardOptions.Auto, epochs: 2);
        var (x, y) = Blobs();
        using var model = Models.Mlp([4], 2, new ModelOptions { Hidden = [16], Init = Initializations.He(1) });
        using var optimizer = Ballast.Optimizers.SGD(model.parameters(), 0.1, momentum: 0.9);
        using var batches = new Batches(x, y, 32, seed: 1);
        var loss = Losses.CrossEntropy();
        var own = new CollectingSink();
        using var guard = StepGuard.For(model, optimizer, GuardOptions.Auto with { Horizon = 16, Sinks = [own] });
        var schedule = Schedules.Cosine(4).Attach(optimizer, 16);
        guard.Prepare(batches.Peek(5), batch => loss.forward(model.call(batch.x), batch.y));
        for (var epoch = 0; epoch < 2; epoch++)
            foreach (var (bx, by) in batches.Epoch())
            {
                using var scope = NewDisposeScope();
                optimizer.zero_grad();
                var value = loss.forward(model.call(bx), by);
                guard.Backward(value);
                guard.Step(value);
                schedule.step();
            }

        Assert.Equal(sink.Records.Select(Numbers), own.Records.Select(Numbers));

        static (double, double, double, int) Numbers(StepRecord r) => (r.Loss, r.GradientNorm, r.UpdateRatio, r.Capped);
    }

    [Fact]
    public void A_cancelled_training_is_interrupted_and_evaluated()
    {
        using var cancel = new CancellationTokenSource();
        cancel.Cancel();
        var (summary, sink, _) = Fit(GuardOptions.Auto, cancel: cancel.Token);
        Assert.Equal(TrainingStatus.Interrupted, summary.Status);
        Assert.Empty(sink.Records);
        Assert.True(double.IsFinite(summary.TestLoss));
    }

    private sealed class Follower : ITrainingProgress
    {
        public List<EvaluationRecord> Evaluations { get; } = [];

        public TrainingSummary? End { get; private set; }

        public void Evaluated(EvaluationRecord evaluation) => Evaluations.Add(evaluation);

        void ITrainingProgress.End(TrainingSummary summary) => End = summary;
    }

    /// <summary>An observer that fails must not hurt the run.</summary>
    private sealed class Thrower : ITrainingProgress
    {
        public void Step(StepRecord record, double accuracy) => throw new InvalidOperationException("observer");
    }
}
