using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Tests;

/// <summary>What every layer of a list has to keep.</summary>
[TensorTests]
public sealed class LayerBattery
{
    private const long Symbols = 11,
        Classes = 4;

    public static IEnumerable<object[]> Rows => LayerRow.All.Select((row, i) => new object[] { i, row.ToString() });

    [Fact]
    public void Every_layer_has_a_row() => Assert.Empty(LayerTypes.Names.Except(LayerRow.All.Select(row => row.Settings.Type)));

    [Theory, MemberData(nameof(Rows))]
    public void Shape_and_parameters_are_as_said_and_gradients_are_finite(int index, string _)
    {
        using var scope = NewDisposeScope();
        var row = LayerRow.All[index];
        var module = Build(row, seed: 3);
        var x = Arriving(row, 5);
        if (!row.OfSymbols)
            x.requires_grad_();
        var output = module.call(x);
        Assert.Equal([5, .. row.Leaving], output.shape);
        Assert.Equal(row.Parameters, module.parameters().Sum(p => p.numel()));
        output.square().sum().backward();
        Assert.All(module.parameters(), p => Assert.True(p.grad is { } gradient && gradient.isfinite().all().item<bool>()));
    }

    [Theory, MemberData(nameof(Rows))]
    public void Parameters_outlive_the_scope_they_are_built_in(int index, string _)
    {
        var row = LayerRow.All[index];
        LayerStack stack;
        using (NewDisposeScope())
            stack = new("one", [("layer", Build(row, seed: 3))]);
        Assert.Equal(row.Parameters, stack.parameters().Sum(p => p.numel()));
        Assert.All(stack.buffers(), buffer => Assert.False(buffer.IsInvalid));
        stack.Dispose();
    }

    [Theory, MemberData(nameof(Rows))]
    public void One_seed_gives_one_layer_and_saving_keeps_it(int index, string _)
    {
        using var scope = NewDisposeScope();
        var row = LayerRow.All[index];
        var (module, twin, other) = (Build(row, seed: 3), Build(row, seed: 3), Build(row, seed: 4));
        var x = Arriving(row, 5);
        module.eval();
        twin.eval();
        other.eval();
        var expected = module.call(x);
        Assert.True(expected.allclose(twin.call(x), rtol: 0, atol: 0));
        using var memory = new MemoryStream();
        module.save(new BinaryWriter(memory));
        memory.Position = 0;
        other.load(new BinaryReader(memory));
        Assert.True(expected.allclose(other.call(x), rtol: 0, atol: 0));
    }

    /// <summary>An initialisation given to a layer reaches its weights: with zeros the output of a linear map is its bias, 0.</summary>
    [Theory]
    [InlineData("linear")]
    [InlineData("conv")]
    [InlineData("rnn")]
    [InlineData("gru")]
    [InlineData("attention")]
    public void Each_layer_starts_as_it_is_told(string type)
    {
        using var scope = NewDisposeScope();
        long[] shape = type is "linear" ? [6] : [4, 6];
        var module = Build(new(new(type, ("out", 4), ("heads", 2), ("init", Initializations.Zeros())), shape, [], 0), seed: 1);
        Assert.Equal(0, module.call(randn([2, .. shape])).abs().max().item<float>());
    }

    private static nn.Module<Tensor, Tensor> Build(LayerRow row, ulong seed)
    {
        using var weights = new Generator(seed);
        var task = new ModelTask(row.Arriving, [Classes], row.OfSymbols ? Symbols : null);
        var module = LayerTypes.Read(row.Settings).Build(new(Arriving(row, 2), task, null, weights));
        Dropouts.Seed(module, (long)seed);
        return module;
    }

    private static Tensor Arriving(LayerRow row, long count)
    {
        using var generator = new Generator(9);
        return row.OfSymbols
            ? randint(Symbols, [count, .. row.Arriving], generator: generator).to(ScalarType.Int64)
            : randn([count, .. row.Arriving], generator: generator);
    }
}
