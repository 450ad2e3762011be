using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Tests;

/// <summary>Every model of the zoo in its settings.</summary>
[TensorTests]
public sealed class ZooTests
{
    private const long Symbols = 7,
        Outputs = 3;
    private static readonly long[] Image = [2, 8, 8],
        Sequence = [6, 5],
        Text = [6],
        One = [Outputs],
        Each = [6, Outputs];

    private sealed record Row(string Name, ModelOptions Options, long[] Input, long[] Output);

    private static readonly Row[] All =
    [
        new("mlp", new() { Hidden = [9, 8] }, Image, One),
        new("plain-cnn", new() { Channels = [4] }, Image, One),
        new("resnet", new(), Image, One),
        new(
            "resnet",
            new()
            {
                Norm = "none",
                Channels = [4, 6, 8],
                Depth = 1,
                Activation = "gelu",
            },
            Image,
            One
        ),
        new("resnet", new() { Norm = "layer" }, Image, One),
        new("resnet", new() { Norm = "group", Channels = [6, 10] }, Image, One),
        new(
            "resnet",
            new()
            {
                Blocks = "linear",
                Width = 12,
                Depth = 3,
            },
            Image,
            One
        ),
        new("resnet", new() { Norm = "none" }, [10], One),
        new("resnet", new() { Norm = "layer" }, [10], One),
        new("rnn", new(), Sequence, One),
        new(
            "rnn",
            new()
            {
                Depth = 2,
                Output = "mean",
                Activation = "relu",
                RecurrentInit = Initializations.Identity(),
            },
            Sequence,
            One
        ),
        new("rnn", new() { Output = "all", Symbols = Symbols }, Text, Each),
        new("gru", new() { Depth = 2, Output = "all" }, Sequence, Each),
        new("gru", new() { Symbols = Symbols }, Text, One),
        new("gru", new() { Symbols = Symbols, Padding = 0 }, Text, One),
        new(
            "transformer",
            new()
            {
                Symbols = Symbols,
                Padding = 6,
                Output = "mean",
            },
            Text,
            One
        ),
        new("lstm", new() { Width = 11 }, Image, One),
        new("lstm", new() { Output = "mean" }, Sequence, One),
        new("transformer", new(), Sequence, One),
        new(
            "transformer",
            new()
            {
                NormFirst = false,
                Depth = 3,
                Output = "mean",
                Init = Initializations.Glorot(),
            },
            Sequence,
            One
        ),
        new(
            "transformer",
            new()
            {
                Symbols = Symbols,
                Causal = true,
                Output = "all",
                Width = 12,
                Heads = 3,
            },
            Text,
            Each
        ),
        new("transformer", new() { Activation = "gelu" }, Image, One),
    ];

    [Fact]
    public void The_size_of_each_is_known_before_it_is_built()
    {
        foreach (var row in All)
        {
            using var scope = NewDisposeScope();
            using var model = Models.Create(row.Name, row.Input, Outputs, row.Options);
            var size = ModelSize.Of(row.Name, row.Input, Outputs, row.Options);
            Assert.True(
                size.Parameters == model.parameters().Sum(p => p.numel()),
                $"{row.Name} {row.Options}: {size.Parameters} and {model.parameters().Sum(p => p.numel())}"
            );
            Assert.True(size.Values >= row.Input.Aggregate(1L, (product, n) => product * n), $"{row.Name}: {size.Values}");
        }
    }

    public static IEnumerable<object[]> Rows => All.Select((row, i) => new object[] { i, $"{row.Name} {i}" });

    [Fact]
    public void Every_model_has_a_row() => Assert.Empty(Models.Names.Except(All.Select(row => row.Name)));

    [Theory, MemberData(nameof(Rows))]
    public void Answers_in_the_right_shape_with_finite_gradients_for_every_parameter(int index, string _)
    {
        using var scope = NewDisposeScope();
        var row = All[index];
        var model = Build(row);
        var output = model.call(Batch(row));
        Assert.Equal([4, .. row.Output], output.shape);
        output.square().mean().backward();
        Assert.All(model.named_parameters(), p =>
            Assert.True(p.parameter.grad is { } gradient && gradient.isfinite().all().item<bool>(), p.name)
        );
    }

    [Theory, MemberData(nameof(Rows))]
    public void Saved_and_loaded_it_answers_the_same_bit_for_bit(int index, string _)
    {
        using var scope = NewDisposeScope();
        var row = All[index];
        var (model, other) = (Build(row), Build(row with { Options = row.Options with { Seed = 77 } }));
        model.call(Batch(row)); // running statistics are to be saved as well
        using var memory = new MemoryStream();
        model.save(new BinaryWriter(memory));
        memory.Position = 0;
        other.load(new BinaryReader(memory));
        model.eval();
        other.eval();
        Assert.True(model.call(Batch(row)).allclose(other.call(Batch(row)), rtol: 0, atol: 0));
    }

    [Theory, MemberData(nameof(Rows))]
    public void One_seed_gives_one_model_and_no_module_stands_in_two_places(int index, string _)
    {
        using var scope = NewDisposeScope();
        var row = All[index];
        var (model, twin) = (Build(row), Build(row));
        foreach (var (a, b) in model.parameters().Zip(twin.parameters()))
            Assert.True(a.allclose(b, rtol: 0, atol: 0));
        Assert.Equal(model.modules().Count(), model.modules().Distinct().Count());
        Assert.Equal(model.parameters().Count(), model.parameters().Select(p => p.Handle).Distinct().Count());
    }

    [Theory, MemberData(nameof(Rows))]
    public void Its_profile_counts_everything_and_misses_nothing(int index, string _)
    {
        using var scope = NewDisposeScope();
        var row = All[index];
        var model = Build(row);
        var (profile, output) = ModelProfile.Of(model, Batch(row));
        Assert.Equal([4, .. row.Output], output.shape);
        Assert.Equal(model.parameters().Sum(p => p.numel()), profile.Parts.Sum(part => part.Parameters));
        Assert.Equal(profile.Parameters, profile.Parts.Sum(part => part.Parameters));
        Assert.Equal(profile.MultiplyAdds, profile.Parts.Sum(part => part.MultiplyAdds));
        Assert.Equal(model.named_children().Select(child => child.name), profile.Parts.Select(part => part.Name));
        Assert.Empty(profile.Unseen);
        Assert.All(profile.Parts, part => Assert.InRange(part.Rms, 1e-3, 100));
    }

    [Fact]
    public void Without_normalisation_a_deep_residual_network_explodes_and_with_it_it_does_not()
    {
        using var scope = NewDisposeScope();
        double Rms(string norm) =>
            ModelProfile.Of(Models.ResNet([10], 3, new() { Norm = norm, Depth = 40 }), randn(16, 10)).Profile.Parts[^2].Rms;
        Assert.True(Rms("none") > 1e3);
        Assert.InRange(Rms("batch"), 0.1, 10);
    }

    [Fact]
    public void A_causal_step_does_not_see_later_ones()
    {
        using var scope = NewDisposeScope();
        using var model = Models.Transformer(Sequence, Outputs, new() { Causal = true, Output = "all" });
        var x = randn([1, .. Sequence]);
        var other = x.clone();
        other.select(1, -1).add_(5);
        Assert.True(model.call(x).narrow(1, 0, 5).allclose(model.call(other).narrow(1, 0, 5), rtol: 0, atol: 1e-6));
        Assert.False(model.call(x).select(1, -1).allclose(model.call(other).select(1, -1)));
    }

    [Theory]
    [InlineData("rnn", "rnn needs sequences [steps, width], images [channels, rows, columns], or symbols [steps]; one input here is [10].")]
    [InlineData(
        "transformer",
        "transformer needs sequences [steps, width], images [channels, rows, columns], or symbols [steps]; one input here is [10]."
    )]
    public void What_is_no_sequence_is_refused(string name, string message) =>
        Assert.StartsWith(message, Assert.Throws<ArgumentException>(() => Models.Create(name, [10], 2)).Message);

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        Assert.StartsWith("A width of 10 cannot be cut into 4 heads", Refused(() => Models.Transformer(Sequence, 2, new() { Width = 10 })));
        Assert.StartsWith(
            "There is no normalisation named 'bath'. Did you mean 'batch'?",
            Refused(() => Models.ResNet(Image, 2, new() { Norm = "bath" }))
        );
        Assert.StartsWith(
            "There is no output named 'lats'. Did you mean 'last'?",
            Refused(() => Models.Rnn(Sequence, 2, new() { Output = "lats" }))
        );
        Assert.StartsWith(
            "5 stages halve an image of 8 x 8 to nothing",
            Refused(() => Models.ResNet(Image, 2, new() { Channels = [2, 2, 2, 2, 2] }))
        );
        Assert.StartsWith("A width of depth is 0", Refused(() => Models.Gru(Sequence, 2, new() { Depth = 0 })));
        static string Refused(Action build) => Assert.Throws<ArgumentException>(build).Message;
    }

    private static nn.Module<Tensor, Tensor> Build(Row row) => Models.Create(row.Name, row.Input, Outputs, row.Options);

    private static Tensor Batch(Row row)
    {
        using var generator = new Generator(5);
        return row.Options.Symbols is { } symbols
            ? randint(symbols, [4, .. row.Input], generator: generator).to(ScalarType.Int64)
            : randn([4, .. row.Input], generator: generator);
    }
}
