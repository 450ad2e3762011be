namespace Ballast.Cli.Tests;

public sealed class TrainConfigTests
{
    private const string Least = "data: fashion-mnist-sample\nmodel: mlp\noptimizer: sgd\n";

    [Fact]
    public void Exploding_sample_says_what_it_says()
    {
        var config = TrainConfig.Load(Repository.File("samples", "fashion-mnist", "exploding-mlp.yaml"));
        Assert.Equal(
            ("fashion-mnist-sample", 64, Normalization.Standard, new DataSplit(Test: 0)),
            (config.Data.Name, config.Data.Batch, config.Data.Options.Normalize, config.Data.Options.Split)
        );
        Assert.Equal(Enumerable.Repeat(100, 12), config.Model.Options.Hidden);
        Assert.Equal(
            ("mlp", "relu", "he", 2.5),
            (config.Model.Name, config.Model.Options.Activation, config.Model.Options.Init!.Name, config.Model.Options.Init.Gain)
        );
        Assert.Equal("cross-entropy", config.Loss.Name);
        Assert.Equal(("sgd", 0.05, 0.9), (config.Optimizer.Name, config.Optimizer.Lr, config.Optimizer["momentum"]));
        Assert.Equal("constant", config.Schedule.Name);
        Assert.Equal("auto", config.Guard.Preset);
        Assert.Equal(new TrainingConfig { Threads = 2 }, config.Train);
    }

    [Fact]
    public void Healthy_sample_is_valid_on_either_data_set()
    {
        var path = Repository.File("samples", "fashion-mnist", "cnn.yaml");
        var config = TrainConfig.Load(path, ["data=fashion-mnist"]);
        Assert.Equal(("fashion-mnist", 64), (config.Data.Name, config.Data.Batch));
        Assert.Equal([16, 32], config.Model.Options.Channels);
        Assert.Equal("cosine", config.Schedule.Name);
    }

    [Fact]
    public void Plain_strings_stand_for_names_and_the_rest_has_defaults()
    {
        var config = TrainConfig.Parse(Least, "c.yaml");
        Assert.Equal(
            ("fashion-mnist-sample", 64, Normalization.Standard, new DataSplit(Test: 0)),
            (config.Data.Name, config.Data.Batch, config.Data.Options.Normalize, config.Data.Options.Split)
        );
        Assert.Null(config.Model.Options.Hidden);
        Assert.Equal(("sgd", 0.001, 0), (config.Optimizer.Name, config.Optimizer.Lr, config.Optimizer["momentum"]));
        Assert.Equal(("cross-entropy", "constant", "auto"), (config.Loss.Name, config.Schedule.Name, config.Guard.Preset));
        Assert.Equal(new TrainingConfig(), config.Train);
    }

    [Fact]
    public void Every_setting_is_read()
    {
        var config = TrainConfig.Parse(
            """
            data:
              { name: fashion-mnist, root: /data/fm, normalize: unit, batch: 32,
                split: { validation: 0.1, seed: 3 }, augment: { crop: 2, flip: true, cutout: 8 } }
            model: { name: plain-cnn, channels: [4], hidden: [], activation: leaky-relu, init: orthogonal }
            loss: { name: binary-cross-entropy-with-logits }
            optimizer: { name: adamw, lr: 3e-4, betas: [0.8, 0.99], eps: 1e-6, weight-decay: 0.1 }
            schedule: { name: cosine, warmup: 100 }
            guard: { preset: observe, rules: [ { name: clip-norm, max: 0.5 } ] }
            regularize:
              - { name: dropout, p: 0.2, schedule: early, schedule-steps: 70, seed: 9 }
              - { name: drop-block, size: 3 }
              - { name: r-drop, alpha: 0.5 }
            train: { epochs: 3, seed: 9223372036854775807, device: "cuda:1" }
            """,
            "c.yaml"
        );
        Assert.Equal(
            ("fashion-mnist", 32, Normalization.Unit, new DataSplit(0.1, 0, 3)),
            (config.Data.Name, config.Data.Batch, config.Data.Options.Normalize, config.Data.Options.Split)
        );
        Assert.Equal(new Augmentation(2, true, 8), config.Data.Augment);
        Assert.Contains(
            "not all in /data/fm",
            Assert.Throws<DatasetException>(() => config.Data.Source.Load(config.Data.Options)).Message,
            StringComparison.Ordinal
        );
        Assert.Equal(
            (4, "leaky-relu", "orthogonal"),
            (config.Model.Options.Channels.Single(), config.Model.Options.Activation, config.Model.Options.Init!.Name)
        );
        Assert.Empty(config.Model.Options.Hidden!);
        Assert.Equal(long.MaxValue, config.Model.Options.Seed);
        Assert.Equal("bce-with-logits", config.Loss.Name);
        Assert.Equal(("adamw", 3e-4), (config.Optimizer.Name, config.Optimizer.Lr));
        Assert.Equal([0.8, 0.99, 1e-6, 0.1], new[] { "beta1", "beta2", "eps", "weight-decay" }.Select(key => config.Optimizer[key]));
        Assert.Equal(("cosine", 100), (config.Schedule.Name, config.Schedule.Create().Warmup.Steps));
        Assert.Equal(
            [new("dropout", DropRate.Early(0.2, 70)) { Seed = 9 }, new("drop-block", 0.1) { Size = 3 }],
            config.Model.Options.Regularizers
        );
        Assert.Equal(0.5, config.Regularize.RDrop);
        Assert.Equal("observe", config.Guard.Preset);
        Assert.Equal(("clip-norm", 0.5), (config.Guard.Rules.Single().Name, config.Guard.Rules.Single().Settings["max"]));
        Assert.Equal(
            new TrainingConfig
            {
                Epochs = 3,
                Seed = long.MaxValue,
                Device = "cuda:1",
            },
            config.Train
        );
    }

    [Theory]
    [InlineData("{ name: cosine, warmup: 0.08, end: 0.1, total: 50 }", 0, 0.25)]
    [InlineData("{ name: linear, warmup: 2, end: 0.5 }", 2, 1.0)]
    [InlineData("{ name: polynomial, power: 3 }", 50, 0.125)]
    [InlineData("{ name: wsd, decay: 0.5 }", 75, 0.5)]
    [InlineData("{ name: step, every: 10, gamma: 0.5 }", 20, 0.25)]
    [InlineData("{ name: multi-step, milestones: [10, 0.5], gamma: 0.5 }", 50, 0.25)]
    [InlineData("{ name: exponential, gamma: 0.5 }", 2, 0.25)]
    [InlineData("{ name: one-cycle, pct-start: 0.5, div-factor: 10, final-div-factor: 10 }", 0, 0.1)]
    [InlineData("{ name: reduce-on-plateau, every: 1, factor: 0.5, patience: 0, threshold: 0, cooldown: 0, min: 0.1 }", 9, 1.0)]
    [InlineData("{ name: cyclic, up: 10, down: 5, low: 0.5, shrink: 0.5 }", 25, 0.75)]
    [InlineData("{ name: inverse-square-root, timescale: 10 }", 30, 0.5)]
    [InlineData("{ name: cosine-restarts, every: 10, growth: 2, end: 0.5 }", 10, 1.0)]
    public void Every_setting_of_a_schedule_is_read(string text, long step, double factor) =>
        Assert.Equal(factor, TrainConfig.Parse(Least + "schedule: " + text, "c.yaml").Schedule.Create().Factor(step, 100), 1e-9);

    [Theory]
    [InlineData("{ name: cross-entropy, weight: [1, 0, 2], label-smoothing: 0.1, ignore-index: -100 }", 3)]
    [InlineData("{ name: cross-entropy, weight: balanced }", 3)]
    [InlineData("{ name: cross-entropy, weight: { spam: 5, ham: 1 } }", 3)]
    [InlineData("{ name: bce-with-logits, pos-weight: balanced }", 3)]
    [InlineData("{ name: bce-with-logits, pos-weight: { spam: 5 } }", 3)]
    [InlineData("{ name: bce-with-logits, pos-weight: 3 }", 3)]
    [InlineData("{ name: bce-with-logits, pos-weight: [1, 2, 3] }", 3)]
    [InlineData("{ name: huber, delta: 0.5 }", 3)]
    [InlineData("{ name: gaussian-nll, eps: 1e-4 }", 6)]
    [InlineData("mse", 3)]
    [InlineData("mae", 3)]
    [InlineData("poisson-nll", 3)]
    public void Every_setting_of_a_loss_is_read(string text, long outputs) =>
        Assert.Equal(outputs, TrainConfig.Parse(Least + "loss: " + text, "c.yaml").Loss.Create().Outputs(3));

    [Fact]
    public void Metrics_follow_the_loss_unless_they_are_named()
    {
        Assert.Equal(["accuracy", "f1"], TrainConfig.Parse(Least, "c.yaml").Metrics.Select(it => it.Name));
        Assert.Equal(["mae", "r2"], TrainConfig.Parse(Least + "loss: mse", "c.yaml").Metrics.Select(it => it.Name));
        Assert.Equal(
            ["recall", "top-3"],
            TrainConfig.Parse(Least + "metrics: [recall, { name: top-k, k: 3 }]", "c.yaml").Metrics.Select(it => it.Name)
        );
    }

    [Fact]
    public void Sgd_takes_nesterov_momentum()
    {
        var config = TrainConfig
            .Parse(Least, "c.yaml", ["optimizer.momentum=0.9", "optimizer.nesterov=true", "optimizer.weight-decay=1e-4"])
            .Optimizer;
        Assert.Equal([0.9, 1, 1e-4], new[] { "momentum", "nesterov", "weight-decay" }.Select(key => config[key]));
    }

    [Fact]
    public void Json_is_yaml_too() =>
        Assert.Equal(
            0.5,
            TrainConfig
                .Parse("""{"data": "fashion-mnist-sample", "model": {"name": "mlp"}, "optimizer": {"name": "sgd", "lr": 0.5}}""", "c.json")
                .Optimizer.Lr
        );

    [Fact]
    public void Set_changes_one_value_and_later_wins() =>
        Assert.Equal(0.2, TrainConfig.Parse(Least, "c.yaml", ["optimizer.lr=0.1", "optimizer.lr=0.2"]).Optimizer.Lr);

    [Fact]
    public void Set_makes_the_sections_it_needs()
    {
        var config = TrainConfig.Parse(
            Least,
            "c.yaml",
            [
                "train.epochs=2",
                "model.init.gain=2",
                "model.init.name=lecun",
                "model.hidden=[7, 8]",
                "guard.rules=[{name: clip-norm, max: 1}]",
            ]
        );
        Assert.Equal((2, "lecun", 2.0), (config.Train.Epochs, config.Model.Options.Init!.Name, config.Model.Options.Init.Gain));
        Assert.Equal([7, 8], config.Model.Options.Hidden);
        Assert.Equal(("auto", 1), (config.Guard.Preset, config.Guard.Rules.Count));
    }

    [Fact]
    public void Set_of_a_name_keeps_the_settings_beside_it()
    {
        const string text =
            "data: { name: fashion-mnist-sample, batch: 16 }\nmodel: mlp\noptimizer: { name: "
            + "adam, lr: 0.5 }\nguard: { preset: auto, rules: [] }\n";
        var config = TrainConfig.Parse(text, "c.yaml", ["data=fashion-mnist", "optimizer=sgd", "guard=off"]);
        Assert.Equal(("fashion-mnist", 16), (config.Data.Name, config.Data.Batch));
        Assert.Equal(("sgd", 0.5), (config.Optimizer.Name, config.Optimizer.Lr));
        Assert.Equal("off", config.Guard.Preset);
    }
}
