using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace Ballast.Tests;

/// <summary>The look before the first step: what it says of nets that cannot learn, and that it leaves no trace.</summary>
[TensorTests]
public sealed class PreflightTests
{
    private static (Tensor X, Tensor Y)[] Batches(int outputs = 3) =>
        [
            .. Enumerable
                .Range(0, 4)
                .Select(i =>
                {
                    using var g = new Generator((ulong)i + 9);
                    return (randn([32, 6], generator: g), randint(outputs, [32], generator: g).to(ScalarType.Int64));
                }),
        ];

    private static Sequential Net(string activation, int depth, Initialization init, nn.Module<Tensor, Tensor>? end = null)
    {
        using var g = new Generator(1);
        List<(string, nn.Module<Tensor, Tensor>)> layers = [];
        for (var i = 0; i < depth; i++)
        {
            layers.Add(($"dense{i}", nn.Linear(i == 0 ? 6 : 12, 12)));
            layers.Add(($"act{i}", Activations.Create(activation)));
        }

        layers.Add(("last", nn.Linear(12, 3)));
        if (end is not null)
            layers.Add(("end", end));
        var net = nn.Sequential(layers);
        init.Apply(net, g);
        return net;
    }

    private static string[] Codes(nn.Module<Tensor, Tensor> model, Func<Tensor, Tensor, Tensor>? loss = null, double rate = 1e-3)
    {
        using var optimizer = Ballast.Optimizers.Adam(model.parameters(), rate);
        var diagnosis = Preflight.Inspect(
            model,
            Batches(),
            batch => (loss ?? ((o, y) => cross_entropy(o, y)))(model.call(batch.X), batch.Y),
            optimizer
        );
        return [.. diagnosis.Findings.Where(finding => finding.Severity > Severity.Note).Select(finding => finding.Code)];
    }

    [Fact]
    public void A_healthy_net_is_left_alone()
    {
        using var model = Net("relu", 4, Initializations.He());
        Assert.Empty(Codes(model));
    }

    [Theory]
    [InlineData("sigmoid", 10, 1, "VAN001")]
    [InlineData("exp", 8, 1, "EXP001")]
    [InlineData("relu", 10, 0.1, "VAN003")]
    [InlineData("relu", 10, 8, "EXP002")]
    public void Depth_that_cannot_learn_is_named_before_the_first_step(string activation, int depth, double gain, string code)
    {
        using var model = Net(activation, depth, Initializations.He(gain));
        Assert.Contains(code, Codes(model));
    }

    [Fact]
    public void What_stands_behind_the_last_layer_is_put_beside_the_loss_that_was_found_out()
    {
        using var soft = Net("relu", 2, Initializations.He(), nn.Softmax(-1));
        Assert.Contains("LOSS001", Codes(soft));
        using var plain = Net("relu", 2, Initializations.He());
        Assert.Empty(Codes(plain));
        Assert.Contains("LOSS004", Codes(plain, (o, y) => cross_entropy(o, y).neg()));
        Assert.Contains(
            "LOSS005",
            Codes(plain, (o, y) => nll_loss(o.softmax(-1).mul(1).log(), y).add(o.mul(4).softmax(-1).log().mean().mul(0)))
        );
        Assert.Contains("LR001", Codes(plain, rate: 30));
    }

    [Theory]
    [InlineData("cross-entropy")]
    [InlineData("mse")]
    [InlineData("bce-with-logits")]
    [InlineData("nll")]
    public void A_loss_is_recognised_by_its_values(string name)
    {
        using var scope = NewDisposeScope();
        var output = randn([16, 4], generator: new Generator(4));
        var labels = randint(4, [16], generator: new Generator(5)).to(ScalarType.Int64);
        var (target, of) = name switch
        {
            "mse" => (randn([16, 4]), (Func<Tensor, Tensor, Tensor>)((o, y) => mse_loss(o, y))),
            "bce-with-logits" => (one_hot(labels, 4).to(ScalarType.Float32), (o, y) => binary_cross_entropy_with_logits(o, y)),
            "nll" => (labels, (o, y) => nll_loss(o, y)),
            _ => (labels, (o, y) => cross_entropy(o, y)),
        };
        var other = LossGuess.Shaken(output);
        Assert.Equal(name, LossGuess.Name(target, (output, of(output, target).item<float>()), (other, of(other, target).item<float>())));
        // an output of 0 makes some candidate NaN, which fits nothing
        var zero = zeros_like(output);
        Assert.NotEqual("cross-entropy-of-probabilities", LossGuess.Name(target, (zero, of(zero, target).item<float>())));
        Assert.Equal("", LossGuess.Name(target, (output, of(output, target).item<float>() + 0.5)));
    }

    /// <summary>Also by a loss that is written by hand, which takes targets that libtorch's refuses.</summary>
    [Theory]
    [InlineData(0, 1, false)]
    [InlineData(0.1, 0.9, false)] // smoothed
    [InlineData(-1, 1, true)]
    [InlineData(1, 100, true)]
    public void Targets_that_are_no_probabilities_are_seen(double least, double largest, bool seen)
    {
        using var model = nn.Sequential(("a", nn.Linear(6, 8)), ("act", nn.ReLU()), ("out", nn.Linear(8, 1)), ("end", nn.Sigmoid()));
        var rows = Enumerable
            .Range(0, 4)
            .Select(_ => (X: randn(32, 6), Y: rand(32, 1).IsAbove(0.5).to(ScalarType.Float32).Times(largest - least).Plus(least)))
            .ToArray();
        var found = Preflight.Inspect(model, rows, it => ByHand(model.call(it.X), it.Y));
        Assert.Equal(seen, found.Findings.Any(it => it.Code == "LOSS006"));
        if (seen)
            Assert.Equal(Cause.Loss, found.Causes[0].Cause);

        static Tensor ByHand(Tensor p, Tensor y) => ((y * p.log()) + (y.TakenFrom(1) * p.TakenFrom(1).log())).mean().neg();
    }

    [Fact]
    public void It_leaves_no_trace_also_of_the_steps_that_it_rehearses()
    {
        float[] Train(bool looks)
        {
            random.manual_seed(3);
            using var model = nn.Sequential(
                ("a", nn.Linear(6, 12)),
                ("norm", nn.BatchNorm1d(12)),
                ("drop", nn.Dropout(0.3)),
                ("b", nn.Linear(12, 3))
            );
            using var optimizer = Ballast.Optimizers.Adam(model.parameters(), 0.01);
            var batches = Batches();
            Tensor LossOf((Tensor X, Tensor Y) batch) => cross_entropy(model.call(batch.X), batch.Y);
            foreach (var batch in batches)
            {
                optimizer.zero_grad();
                LossOf(batch).backward();
                if (looks)
                    Preflight.Inspect(model, batches, LossOf, optimizer);
                optimizer.step();
            }

            return
            [
                .. model.parameters().SelectMany(p => p.data<float>().ToArray()),
                .. model.buffers().SelectMany(b => b.to(ScalarType.Float32).data<float>().ToArray()),
            ];
        }

        Assert.Equal(Train(looks: false), Train(looks: true));
    }

    [Fact]
    public void A_loss_that_refuses_what_its_model_would_never_give_is_looked_at_all_the_same()
    {
        using var model = Net("relu", 2, Initializations.He(), nn.Softmax(-1));
        Tensor Strict(Tensor output, Tensor target) =>
            output.sum(-1).sub(1).abs().max().item<float>() < 1e-3
                ? nll_loss(output.log(), target)
                : throw new ArgumentException("these are no probabilities");
        Assert.DoesNotContain("LOSS005", Codes(model, Strict));
    }

    [Fact]
    public void A_model_that_throws_once_its_weights_are_broken_is_said_to_break()
    {
        using var model = Net("relu", 2, Initializations.He());
        Tensor Strict(Tensor output, Tensor target) =>
            output.isfinite().all().item<bool>() ? cross_entropy(output, target) : throw new InvalidOperationException("NaN");
        Assert.Contains("EXP005", Codes(model, Strict, rate: 1e30));
    }

    [Fact]
    public void An_optimizer_that_wants_the_loss_is_given_it()
    {
        using var model = Net("relu", 2, Initializations.He());
        using var optimizer = Ballast.Optimizers.MirrorDescent(model.parameters(), polyak: new PolyakStep());
        var diagnosis = Preflight.Inspect(model, Batches(), Losses.CrossEntropy(), optimizer);
        Assert.False(diagnosis.IsAlarm);
    }

    [Fact]
    public void A_loss_with_a_minus_before_it_can_be_prepared()
    {
        using var model = Net("relu", 3, Initializations.He(4));
        using var guard = StepGuard.For(model, Ballast.Optimizers.SGD(model.parameters(), 0.1));
        var before = model.parameters().Select(p => p.clone()).ToArray();
        var preparation = guard.Prepare(Batches(), batch => cross_entropy(model.call(batch.X), batch.Y).neg());
        Assert.DoesNotContain(preparation.Done, done => done.Contains("all matrices", StringComparison.Ordinal));
        Assert.Equal(before.Length, model.parameters().Count());
    }

    [Fact]
    public void A_recorder_changes_no_bit_of_a_training()
    {
        float[] Train(bool records)
        {
            random.manual_seed(2);
            using var model = Net("tanh", 3, Initializations.Glorot());
            using var optimizer = Ballast.Optimizers.SGD(model.parameters(), 0.1);
            var recorder = new CourseRecorder();
            using (var guard = StepGuard.For(model, optimizer, GuardOptions.Auto with { Horizon = 40, Sinks = records ? [recorder] : [] }))
                for (var i = 0; i < 40; i++)
                {
                    optimizer.zero_grad();
                    var (x, y) = Batches()[i % 4];
                    var loss = cross_entropy(model.call(x), y);
                    loss.backward();
                    guard.Step(loss);
                }

            Assert.Equal(records ? 40 : 0, recorder.Steps);
            return [.. model.parameters().SelectMany(p => p.data<float>().ToArray())];
        }

        Assert.Equal(Train(records: false), Train(records: true));
    }
}
