namespace Ballast.Tests;

public sealed class TrainerCheckpointTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ballast-").FullName;
    private readonly List<string> _said = [];

    public TrainerCheckpointTests() => SelfLog.Out = _said.Add;

    public void Dispose()
    {
        SelfLog.Out = null;
        Directory.Delete(_folder, recursive: true);
    }

    private CheckpointFolder Checkpoints => new(Path.Combine(_folder, "checkpoints"));

    private (TrainingSummary Summary, string Bits) Train(int epochs, CheckpointFolder? checkpoints = null, string? from = null, CancellationToken cancel = default, params ITrainingProgress[] progress)
    {
        using var training = new FragileTraining();
        return (training.Trainer(checkpoints, from, every: 3, sinks: null, progress).Fit(training.Batches, training.Evaluate, epochs, cancel), training.Bits());
    }

    [Fact]
    public void The_newest_stay_and_the_best_apart()
    {
        Train(3, Checkpoints);
        Assert.Equal(["step-000000000021.ckpt", "step-000000000024.ckpt"], Checkpoints.Newest.Select(Path.GetFileName).Order());
        Assert.True(Checkpoint.Read(Checkpoints.Best).Step is 8 or 16 or 24);
    }

    [Fact]
    public void An_interrupted_training_goes_on_where_it_was()
    {
        var whole = Train(3);
        using var cancel = new CancellationTokenSource();
        var first = Train(3, Checkpoints, null, cancel.Token, new Canceller(cancel, at: 11));
        Assert.Equal(("interrupted", 11L), (first.Summary.Status, first.Summary.Steps));
        Assert.Equal(11, Checkpoints.NewestGood()!.Step);
        var second = Train(3, Checkpoints, Checkpoints.NewestGood()!.Path);
        Assert.Equal(whole.Bits, second.Bits);
        Assert.Equal(whole.Summary with { Elapsed = default, Metrics = [], Notices = [] }, second.Summary with { Elapsed = default, Metrics = [], Notices = [] });
    }

    [Fact]
    public void The_training_that_is_stopped_here_has_something_of_everything()
    {
        using var training = new FragileTraining();
        var summary = training.Trainer().Fit(training.Batches, training.Evaluate, epochs: 3);
        Assert.True(training.Flip.Flips > training.Flip.Rejections && summary is { Capped: > 0, Skipped: > 0 }, $"{training.Flip.Flips} flips, {summary}");
        Assert.NotEqual(0, training.Model.named_buffers().Single(it => it.name.EndsWith("random.state", StringComparison.Ordinal)).buffer.abs().sum().item<long>());
    }

    [Fact]
    public void Writing_checkpoints_changes_no_bit() => Assert.Equal(Train(2).Bits, Train(2, Checkpoints).Bits);

    [Fact]
    public void A_damaged_checkpoint_costs_the_steps_since_the_one_before()
    {
        Train(2, Checkpoints);
        var newest = Checkpoints.Newest;
        File.WriteAllText(newest[0], "gone");
        Assert.Equal(newest[1], Checkpoints.NewestGood()!.Path);
        Assert.Contains("is damaged", Assert.Single(_said), StringComparison.Ordinal);
        Assert.Equal(Train(2).Bits, Train(2, null, newest[1]).Bits);
        File.WriteAllBytes(newest[1], File.ReadAllBytes(newest[1])[..^1]);
        Assert.Contains("All 2 checkpoints", Assert.Throws<CheckpointException>(() => Checkpoints.NewestGood()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_no_checkpoint_can_be_written_the_training_goes_on_and_says_so()
    {
        File.WriteAllText(Path.Combine(_folder, "checkpoints"), "a file where the folder should be");
        Assert.Equal("trained", Train(1, Checkpoints).Summary.Status);
        Assert.Contains("No checkpoint of step 3 could be written", _said[0], StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_kill_left_unfinished_is_swept_away()
    {
        Directory.CreateDirectory(Checkpoints.Path);
        File.WriteAllText(Path.Combine(Checkpoints.Path, "step-000000000001.ckpt.0" + AtomicFile.Unfinished), "half");
        Train(1, Checkpoints);
        Assert.Empty(Directory.GetFiles(Checkpoints.Path, "*" + AtomicFile.Unfinished));
    }

    [Fact]
    public void It_ends_early_when_nothing_gets_better_and_after_the_most_steps()
    {
        using var training = new FragileTraining();
        var evaluations = new Queue<double>([3, 2, 2.5, double.NaN, 1]);
        var trainer = new Trainer
        {
            Model = training.Model, Optimizer = training.Optimizer, Loss = FragileTraining.Loss, Validate = () => (evaluations.Dequeue(), 0.5), EarlyStopping = new(patience: 2),
        };
        var summary = trainer.Fit(training.Batches, training.Evaluate, epochs: 10);
        Assert.Equal(("trained", 4 * 17L, "ended early: nothing better in 2 evaluations"), (summary.Status, summary.Steps, summary.Reason));

        using var other = new FragileTraining();
        summary = new Trainer { Model = other.Model, Optimizer = other.Optimizer, Loss = FragileTraining.Loss, MaxSteps = 20 }.Fit(other.Batches, other.Evaluate, epochs: 10);
        Assert.Equal(("trained", 20L), (summary.Status, summary.Steps));
        Assert.True(double.IsFinite(summary.TestLoss));
    }

    [Fact]
    public void Accumulating_twice_as_many_batches_is_one_batch_twice_as_large()
    {
        double First(int size, int accumulate)
        {
            using var training = new FragileTraining();
            using var batches = new Batches(TorchSharp.torch.ones(64, 4), TorchSharp.torch.zeros(64, TorchSharp.torch.int64), size, seed: 1);
            using var sink = new Ballast.Testing.CollectingSink();
            using var model = Models.Mlp([4], 2);
            using var optimizer = Ballast.Optimizers.SGD(model.parameters(), 0.1);
            new Trainer { Model = model, Optimizer = optimizer, Loss = FragileTraining.Loss, Accumulate = accumulate, Guard = GuardOptions.Auto with { Sinks = [sink] } }.Fit(batches, () => (0, 0), 1);
            Assert.Equal(4, sink.Records.Count);
            return sink.Records[^1].GradientNorm;
        }

        Assert.Equal(First(16, 1), First(8, 2), 1e-6);
    }

    private sealed class Canceller(CancellationTokenSource source, int at) : ITrainingProgress
    {
        public void Step(StepRecord record, double accuracy)
        {
            if (record.Step == at - 1) source.Cancel();
        }
    }
}
