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

    private (TrainingSummary Summary, string Bits) Train(
        int epochs,
        CheckpointFolder? checkpoints = null,
        string? from = null,
        CancellationToken cancel = default,
        params ITrainingProgress[] progress
    )
    {
        using var training = new FragileTraining();
        return (
            training.Trainer(checkpoints, from, every: 3, sinks: null, progress).Fit(training.Batches, training.Evaluate, epochs, cancel),
            training.Bits()
        );
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
        Assert.Equal((TrainingStatus.Interrupted, 11L), (first.Summary.Status, first.Summary.Steps));
        Assert.Equal(11, Checkpoints.NewestGood()!.Step);
        var second = Train(3, Checkpoints, Checkpoints.NewestGood()!.Path);
        Assert.Equal(whole.Bits, second.Bits);
        Assert.Equal(
            whole.Summary with
            {
                Elapsed = default,
                Metrics = [],
                Notices = [],
            },
            second.Summary with
            {
                Elapsed = default,
                Metrics = [],
                Notices = [],
            }
        );
    }

    [Fact]
    public void The_training_that_is_stopped_here_has_something_of_everything()
    {
        using var training = new FragileTraining();
        var summary = training.Trainer().Fit(training.Batches, training.Evaluate, epochs: 3);
        Assert.True(
            training.Flip.Flips > training.Flip.Rejections && summary is { Capped: > 0, Skipped: > 0 },
            $"{training.Flip.Flips} flips, {summary}"
        );
        Assert.NotEqual(
            0,
            training
                .Model.named_buffers()
                .Single(it => it.name.EndsWith("random.state", StringComparison.Ordinal))
                .buffer.abs()
                .sum()
                .item<long>()
        );
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
        Assert.Contains(
            "All 2 checkpoints",
            Assert.Throws<CheckpointException>(() => Checkpoints.NewestGood()).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Where_no_checkpoint_can_be_written_the_training_goes_on_and_says_so()
    {
        File.WriteAllText(Path.Combine(_folder, "checkpoints"), "a file where the folder should be");
        var summary = Train(1, Checkpoints).Summary;
        Assert.Equal(TrainingStatus.Trained, summary.Status);
        Assert.Contains(
            "no checkpoint of step 3 could be written; training goes on and tries again, "
                + "but what was learned in this training is not saved:",
            Assert.Single(_said),
            StringComparison.Ordinal
        );
        Assert.StartsWith("what was learned in this training is not saved: ", summary.Unsaved, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_saved_since_when_is_said_once_and_taken_back_when_it_is()
    {
        var folder = Path.Combine(_folder, "checkpoints");
        void Block()
        {
            Directory.Move(folder, folder + "-kept");
            File.WriteAllText(folder, "a file where the folder should be");
        }

        void Free()
        {
            File.Delete(folder);
            Directory.Move(folder + "-kept", folder);
        }

        var summary = Train(1, Checkpoints, progress: new At(4, Block)).Summary;
        Assert.StartsWith("what was learned since step 3 is not saved: ", summary.Unsaved, StringComparison.Ordinal);
        Assert.Single(_said);
        Free();
        Assert.Equal(3, Checkpoints.NewestGood()!.Step);

        _said.Clear();
        Directory.Delete(folder, recursive: true);
        Assert.Equal("", Train(1, Checkpoints, progress: [new At(4, Block), new At(7, Free)]).Summary.Unsaved);
        Assert.Equal(
            ["no checkpoint of step 6", "checkpoints are written again"],
            _said.Select(line =>
                string.Join(' ', line["ballast: ".Length..].TrimEnd('.').Split(' ', ':')).Split(" could")[0].Split("  step")[0]
            )
        );
    }

    [Fact]
    public void On_a_full_disk_older_checkpoints_make_room_but_never_the_last_that_is_whole()
    {
        var folder = new CheckpointFolder(Path.Combine(_folder, "full"), keep: 3);
        var room = new Room(folder);
        using var model = Models.Mlp([4], 2);
        using var optimizer = Ballast.Optimizers.SGD(model.parameters(), 0.1);
        var checkpoint = new Checkpoint
        {
            Model = model,
            Optimizer = optimizer,
            Parts = [room],
        };
        foreach (var step in new[] { 1, 2, 3 })
            folder.Save(checkpoint, step);
        File.WriteAllText(folder.Newest[0], "damaged");
        room.Most = 2;
        folder.Save(checkpoint, 4);
        Assert.Equal(
            ["step-000000000004.ckpt", "step-000000000002.ckpt"],
            folder.Newest.Where(file => new FileInfo(file).Length > 10).Select(Path.GetFileName)
        );
        room.Most = 0;
        Assert.Throws<IOException>(() => folder.Save(checkpoint, 5));
        Assert.Equal(4, folder.NewestGood()!.Step);
    }

    [Fact]
    public void A_file_that_may_not_become_so_large_is_a_file_that_cannot_be_written() =>
        Assert.Throws<IOException>(() =>
            AtomicFile.Write(Path.Combine(_folder, "large"), _ =>
                throw new ArgumentOutOfRangeException("value", "Specified file length was too large for the file system.")
            )
        );

    [Fact]
    public void Another_fault_than_a_full_disk_costs_no_checkpoint()
    {
        var folder = new CheckpointFolder(Path.Combine(_folder, "other"), keep: 3);
        var room = new Room(folder) { Code = 5 };
        using var model = Models.Mlp([4], 2);
        using var optimizer = Ballast.Optimizers.SGD(model.parameters(), 0.1);
        var checkpoint = new Checkpoint
        {
            Model = model,
            Optimizer = optimizer,
            Parts = [room],
        };
        foreach (var step in new[] { 1, 2, 3 })
            folder.Save(checkpoint, step);
        room.Most = 0;
        Assert.Throws<IOException>(() => folder.Save(checkpoint, 4));
        Assert.Equal(3, folder.Newest.Count);
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
            Model = training.Model,
            Optimizer = training.Optimizer,
            Loss = FragileTraining.Loss,
            Validate = () => (evaluations.Dequeue(), 0.5),
            EarlyStopping = new(patience: 2),
        };
        var summary = trainer.Fit(training.Batches, training.Evaluate, epochs: 10);
        Assert.Equal(
            (TrainingStatus.Trained, 4 * 17L, "ended early: nothing better in 2 evaluations"),
            (summary.Status, summary.Steps, summary.Reason)
        );

        using var other = new FragileTraining();
        summary = new Trainer
        {
            Model = other.Model,
            Optimizer = other.Optimizer,
            Loss = FragileTraining.Loss,
            MaxSteps = 20,
        }.Fit(other.Batches, other.Evaluate, epochs: 10);
        Assert.Equal((TrainingStatus.Trained, 20L), (summary.Status, summary.Steps));
        Assert.True(double.IsFinite(summary.TestLoss));
    }

    [Fact]
    public void Accumulating_twice_as_many_batches_is_one_batch_twice_as_large()
    {
        double First(int size, int accumulate)
        {
            using var training = new FragileTraining();
            using var batches = new Batches(
                TorchSharp.torch.ones(64, 4),
                TorchSharp.torch.zeros(64, TorchSharp.torch.int64),
                size,
                seed: 1
            );
            using var sink = new Ballast.Testing.CollectingSink();
            using var model = Models.Mlp([4], 2);
            using var optimizer = Ballast.Optimizers.SGD(model.parameters(), 0.1);
            new Trainer
            {
                Model = model,
                Optimizer = optimizer,
                Loss = FragileTraining.Loss,
                Accumulate = accumulate,
                Guard = GuardOptions.Auto with { Sinks = [sink] },
            }.Fit(batches, () => (0, 0), 1);
            Assert.Equal(4, sink.Records.Count);
            return sink.Records[^1].GradientNorm;
        }

        Assert.Equal(First(16, 1), First(8, 2), 1e-6);
    }

    /// <summary>A part that does not fit on the disk while more checkpoints than so many are there.</summary>
    private sealed class Room(CheckpointFolder folder) : ICheckpointed
    {
        public int Most { get; set; } = 100;

        public int Code { get; init; } = 28; // ENOSPC

        public void Save(BinaryWriter writer)
        {
            if (folder.Newest.Count >= Most)
                throw new IOException("No space left on device", Code);
        }

        public void Load(BinaryReader reader) { }
    }

    private sealed class At(int step, Action action) : ITrainingProgress
    {
        public void Step(StepRecord record, double accuracy)
        {
            if (record.Step == step)
                action();
        }
    }

    private sealed class Canceller(CancellationTokenSource source, int at) : ITrainingProgress
    {
        public void Step(StepRecord record, double accuracy)
        {
            if (record.Step == at - 1)
                source.Cancel();
        }
    }
}
