using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Tests.Reparametrization;

/// <summary>What every reparametrisation has to keep, on every kind of layer; also what others got wrong.</summary>
[TensorTests]
public sealed class ReparametrizationBattery
{
    private static readonly Dictionary<string, (Func<nn.Module<Tensor, Tensor>> Layer, long[] X)> Layers = new()
    {
        ["linear"] = (() => nn.Linear(5, 4), [3, 5]),
        ["conv1d"] = (() => nn.Conv1d(4, 6, 3, groups: 2), [3, 4, 7]),
        ["conv2d"] = (() => nn.Conv2d(2, 3, 3, padding: 1, stride: 2, bias: false), [3, 2, 6, 6]),
    };

    public static TheoryData<string, string> Rows
    {
        get
        {
            var rows = new TheoryData<string, string>();
            foreach (var name in Ballast.Reparametrizations.Names)
            foreach (var layer in Layers.Keys)
                rows.Add(name, layer);
            return rows;
        }
    }

    [Theory, MemberData(nameof(Rows))]
    public void It_computes_with_the_weight_that_it_tells(string name, string layer)
    {
        using var scope = NewDisposeScope();
        var (module, x) = Build(name, layer);
        module.eval();
        var plain = Layers[layer].Layer().to(ScalarType.Float64);
        using (no_grad())
        {
            var parameters = plain.named_parameters().ToDictionary(it => it.name, it => it.parameter);
            parameters["weight"].copy_(Ballast.Reparametrizations.Effective(module)["weight"]);
            if (module.Bias is { } bias)
                parameters["bias"].copy_(bias);
        }

        Assert.True(module.call(x).allclose(plain.call(x), rtol: 0, atol: 1e-12));
    }

    /// <summary>Against finite differences of the output; singular vectors move, but to first order without effect.</summary>
    [Theory, MemberData(nameof(Rows))]
    public void Its_gradients_are_those_of_what_it_computes(string name, string layer)
    {
        using var scope = NewDisposeScope();
        var (module, x) = Build(name, layer);
        module.train();
        for (var i = 0; i < 200; i++)
            module.call(x); // the vector has arrived
        module.eval();
        using var generator = new Generator(9);
        var towards = randn(module.call(x).shape, dtype: ScalarType.Float64, generator: generator);
        Tensor Value() => module.call(x).mul(towards).sum();
        module.zero_grad();
        Value().backward();
        foreach (var parameter in module.parameters())
        {
            var (flat, gradient) = (parameter.detach().view(-1), Holder.Gradient(parameter));
            for (var i = 0; i < flat.numel(); i += 3)
            {
                double At(double offset)
                {
                    using var off = no_grad();
                    flat[i].add_(offset.Held());
                    module.train();
                    for (var settle = 0; settle < 20; settle++)
                        module.call(x);
                    module.eval();
                    var value = Value().item<double>();
                    flat[i].sub_(offset.Held());
                    return value;
                }

                Assert.Equal((At(1e-5) - At(-1e-5)) / 2e-5, gradient[i], 1e-5 * (1 + Math.Abs(gradient[i])));
            }
        }
    }

    [Theory, MemberData(nameof(Rows))]
    public void A_weight_of_zeros_gives_finite_outputs_and_gradients(string name, string layer)
    {
        using var scope = NewDisposeScope();
        var zero = Layers[layer].Layer().to(ScalarType.Float64);
        Initializations.Zeros().Apply(zero, new Generator(1));
        var module = Ballast.Reparametrizations.Create(name, zero);
        var x = randn(Layers[layer].X, dtype: ScalarType.Float64);
        for (var pass = 0; pass < 3; pass++)
            module.call(x).sum().backward();
        Assert.All(module.parameters().Concat(module.buffers()), it => Assert.True(it.isfinite().all().item<bool>()));
        Assert.All(module.parameters(), it => Assert.True(it.grad!.isfinite().all().item<bool>()));
    }

    /// <summary>Two passes before one backward pass: the graph must not hold what the second pass overwrites.</summary>
    [Theory, MemberData(nameof(Rows))]
    public void Two_passes_may_come_before_one_backward_pass(string name, string layer)
    {
        using var scope = NewDisposeScope();
        var (module, x) = Build(name, layer);
        module.call(x).sum().add(module.call(x * 2.Held()).sum(), 1.Held()).backward();
        Assert.All(module.parameters(), it => Assert.NotNull(it.grad));
    }

    [Theory, MemberData(nameof(Rows))]
    public void Saved_and_loaded_it_is_the_same_in_training_too(string name, string layer)
    {
        using var scope = NewDisposeScope();
        var (module, x) = Build(name, layer);
        for (var i = 0; i < 3; i++)
            module.call(x);
        var (other, _) = Build(name, layer, seed: 77);
        using var memory = new MemoryStream();
        module.save(new BinaryWriter(memory));
        memory.Position = 0;
        other.load(new BinaryReader(memory));
        for (var i = 0; i < 3; i++)
            Assert.True(module.call(x).allclose(other.call(x), rtol: 0, atol: 0));
    }

    [Theory, MemberData(nameof(Rows))]
    public void Evaluation_leaves_no_trace_and_needs_no_training_before(string name, string layer)
    {
        using var scope = NewDisposeScope();
        var (module, x) = Build(name, layer);
        module.eval();
        var before = module.buffers().SelectMany(Holder.Values).ToArray();
        var first = module.call(x);
        Assert.True(first.allclose(module.call(x), rtol: 0, atol: 0));
        Assert.Equal(before, module.buffers().SelectMany(Holder.Values));
        if (name != "spectral-norm")
            return;
        var largest = linalg.svdvals(module.Effective().detach().flatten(1)).max().item<double>();
        Assert.Equal(1, largest, 0.02);
    }

    [Fact]
    public void A_layer_starts_as_it_was_under_sigma_and_but_for_the_means_under_standardisation()
    {
        using var scope = NewDisposeScope();
        for (var seed = 1; seed <= 200; seed++)
        {
            manual_seed(seed);
            var layer = nn.Linear(30, 20);
            var weight = layer.weight.detach().clone();
            Assert.True(Ballast.Reparametrizations.SigmaReparam(layer).Effective().allclose(weight, rtol: 1e-4), $"seed {seed}");
            var standard = Ballast.Reparametrizations.WeightStandardization(nn.Linear(30, 20));
            weight = standard.Weight.detach();
            Assert.True(standard.Effective().allclose(weight - weight.mean([1], keepdim: true), atol: 1e-6), $"seed {seed}");
        }
    }

    [Fact]
    public void Another_layer_is_refused() =>
        Assert.StartsWith(
            "spectral-norm works on the weights of Linear, or of Conv1d or Conv2d padded by a number of zeros; this is ReLU.",
            Assert.Throws<ArgumentException>(() => Ballast.Reparametrizations.SpectralNorm(nn.ReLU())).Message
        );

    private static (Reparametrized Module, Tensor X) Build(string name, string layer, ulong seed = 5)
    {
        using var generator = new Generator(seed);
        var plain = Layers[layer].Layer().to(ScalarType.Float64);
        using (no_grad())
            foreach (var parameter in plain.parameters())
                parameter.copy_(randn(parameter.shape, dtype: ScalarType.Float64, generator: generator));
        return (
            Ballast.Reparametrizations.Create(name, plain),
            randn(Layers[layer].X, dtype: ScalarType.Float64, generator: new Generator(1))
        );
    }
}
