using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Tests;

/// <summary>Dropouts in the models of the zoo.</summary>
[TensorTests]
public sealed class RegularizationTests
{
    private static readonly Dictionary<string, long[]> Inputs = new()
    {
        ["mlp"] = [6],
        ["plain-cnn"] = [2, 8, 8],
        ["resnet"] = [2, 8, 8],
        ["rnn"] = [5, 4],
        ["gru"] = [5, 4],
        ["lstm"] = [5, 4],
        ["transformer"] = [5, 4],
    };

    public static IEnumerable<object[]> Pairs =>
        Models.Names.SelectMany(model => Regularizer.Of(model).Select(name => new object[] { model, name }));

    [Fact]
    public void Every_name_has_a_model() => Assert.Empty(Regularizer.Names.Except(Models.Names.SelectMany(Regularizer.Of)));

    [Theory, MemberData(nameof(Pairs))]
    public void It_is_random_in_training_alone_and_starts_from_the_same_weights(string name, string regularizer)
    {
        var (model, twin, plain) = (Build(name, regularizer, 0.4), Build(name, regularizer, 0.4), Models.Create(name, Inputs[name], 3));
        var x = randn([8, .. Inputs[name]]);
        foreach (var (a, b) in model.parameters().Zip(plain.parameters(), (a, b) => (a, b)))
            Assert.True(DropoutBattery.Same(a, b));
        Assert.NotEmpty(Dropouts.Of(model));
        Assert.Equal(Dropouts.Of(model).Length, Dropouts.Of(model).Select(module => module.Seed).Distinct().Count());
        Assert.True(DropoutBattery.Same(model.call(x), twin.call(x)));
        Assert.False(DropoutBattery.Same(model.call(x), plain.call(x)));
        model.call(x).square().mean().backward();
        Assert.All(model.named_parameters(), p =>
            Assert.True(p.parameter.grad is { } gradient && gradient.isfinite().all().item<bool>(), p.name)
        );
        Assert.Empty(ModelProfile.Of(model, x).Profile.Unseen);
        model.eval();
        plain.eval();
        Assert.True(DropoutBattery.Same(model.call(x), model.call(x)));
        if (name != "resnet" && regularizer != "zoneout")
            Assert.True(model.call(x).allclose(plain.call(x)));
    }

    [Theory, MemberData(nameof(Pairs))]
    public void Saved_and_loaded_it_draws_the_same_masks(string name, string regularizer)
    {
        var (model, other) = (Build(name, regularizer, 0.4), Build(name, regularizer, 0.4, seed: 9));
        var x = randn([8, .. Inputs[name]]);
        model.call(x);
        using var memory = new MemoryStream();
        model.save(new BinaryWriter(memory));
        memory.Position = 0;
        other.load(new BinaryReader(memory));
        Assert.True(DropoutBattery.Same(model.call(x), other.call(x)));
    }

    [Fact]
    public void Paths_are_dropped_more_often_the_deeper_they_are()
    {
        using var model = Models.ResNet(
            [6],
            3,
            new()
            {
                Depth = 3,
                Width = 8,
                Regularizers = [new("drop-path", 0.2)],
            }
        );
        Assert.Equal([0, 0.1, 0.2], Dropouts.Of(model).Select(module => module.P));
    }

    [Fact]
    public void A_refused_step_and_a_preparation_leave_the_masks_where_they_were()
    {
        using var model = Build("mlp", "dropout", 0.4);
        using var optimizer = Optimizers.SGD(model.parameters());
        using var guard = StepGuard.For(model, optimizer);
        var x = randn(8, 6);
        guard.Prepare([x, x], batch => model.call(batch).square().mean());
        Assert.All(Dropouts.Of(model), module => Assert.Equal(0, module.Calls));
        Assert.True(Step(x).Verdict.TakesStep);
        Assert.False(Step(x * float.NaN).Verdict.TakesStep);
        Assert.All(Dropouts.Of(model), module => Assert.Equal(1, module.Calls));

        StepRecord Step(Tensor batch)
        {
            optimizer.zero_grad();
            var loss = model.call(batch).square().mean();
            loss.backward();
            return guard.Step(loss);
        }
    }

    [Fact]
    public void What_has_no_place_is_refused()
    {
        Assert.Equal(
            "Regularizers: zoneout has no place in mlp, which has one for dropout, alpha-dropout, gaussian-dropout, drop-connect.",
            Refused(() => Build("mlp", "zoneout", 0.1))
        );
        Assert.StartsWith(
            "Regularizers: drop-block drops parts of images",
            Refused(() => Models.ResNet([6], 2, new() { Regularizers = [new("drop-block")] })),
            StringComparison.Ordinal
        );
        Assert.StartsWith(
            "Regularizers: zoneout and variational-dropout want the same place",
            Refused(() => Models.Rnn([5, 4], 2, new() { Regularizers = [new("zoneout"), new("variational-dropout")] })),
            StringComparison.Ordinal
        );
        Assert.StartsWith(
            "There is no regularizer named 'dorpout'. Did you mean 'dropout'?",
            Refused(() => new Regularizer("dorpout")),
            StringComparison.Ordinal
        );

        static string Refused(Action build) => Assert.Throws<ArgumentException>(build).Message;
    }

    private static nn.Module<Tensor, Tensor> Build(string model, string regularizer, double p, long seed = 1) =>
        Models.Create(model, Inputs[model], 3, new() { Seed = seed, Regularizers = [new(regularizer, p) { Size = 3 }] });
}
