using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Tests;

[TensorTests]
public sealed class InitializationTests
{
    /// <summary>Scheme, gain, and the standard deviation it must give a weight with fan-in 200 and fan-out 300.</summary>
    public static TheoryData<string, double, double> Scales =>
        new()
        {
            { "he", 1, Math.Sqrt(2.0 / 200) },
            { "he", 2.5, 2.5 * Math.Sqrt(2.0 / 200) },
            { "lecun", 1, Math.Sqrt(1.0 / 200) },
            { "glorot", 0.5, 0.5 * Math.Sqrt(2.0 / 500) },
            { "normal", 0.05, 0.05 },
            { "uniform", 0.05, 0.05 },
            { "orthogonal", 2, 2 / Math.Sqrt(300) },
        };

    [Theory, MemberData(nameof(Scales))]
    public void Standard_deviation_is_the_schemes_times_gain(string name, double gain, double expected)
    {
        using var scope = NewDisposeScope();
        var layer = Filled(nn.Linear(200, 300), Initializations.Create(name, gain));
        // a sample variance of n normal values has the relative standard deviation sqrt(2 / n), its root half of that
        var within = 3 * expected * Math.Sqrt(0.5 / layer.weight.numel());
        Assert.Equal(expected, layer.weight.std().item<float>(), within);
        Assert.Equal(0, layer.weight.mean().item<float>(), 3 * expected / Math.Sqrt(layer.weight.numel()));
        Assert.Equal(0, layer.bias!.abs().max().item<float>());
    }

    [Fact]
    public void Convolutions_count_their_kernel()
    {
        using var scope = NewDisposeScope();
        Assert.Equal(new Fan(8 * 9, 16 * 9), Fan.Of(nn.Conv2d(8, 16, 3).weight));
        Assert.Equal(new Fan(8 * 9, 16 * 9), Fan.Of(nn.ConvTranspose2d(8, 16, 3).weight, transposed: true));
        var conv = Filled(nn.Conv2d(64, 128, 3), Initializations.He());
        Assert.Equal(Math.Sqrt(2.0 / (64 * 9)), conv.weight.std().item<float>(), 1e-3);
    }

    [Theory]
    [InlineData(40, 60)]
    [InlineData(60, 40)]
    public void Orthogonal_keeps_lengths_times_gain(int rows, int columns)
    {
        using var scope = NewDisposeScope();
        var weight = Filled(nn.Linear(columns, rows), Initializations.Orthogonal(3)).weight.detach();
        var product = rows < columns ? weight.mm(weight.t()) : weight.t().mm(weight);
        Assert.True(product.allclose(9 * eye(40), atol: 1e-4));
    }

    /// <summary>The reference multiplies by the root of the gain; Xiao et al. (2018) train 10,000 such layers.</summary>
    [Theory]
    [InlineData(1), InlineData(2)]
    public void A_delta_orthogonal_convolution_keeps_lengths_times_gain(double gain)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var conv = Filled(nn.Conv2d(6, 8, 3, padding: 1, padding_mode: PaddingModes.Circular), Initializations.DeltaOrthogonal(gain));
        using var generator = new Generator(3);
        var x = randn(2, 6, 5, 7, generator: generator);
        Assert.Equal(gain, (conv.call(x).norm() / x.norm()).item<float>(), 1e-5);
        Assert.Equal(48, conv.weight.count_nonzero().item<long>());
        var line = Filled(nn.Conv1d(4, 4, 5), Initializations.DeltaOrthogonal(gain)).weight.select(2, 2);
        Assert.True(line.mm(line.t()).allclose((gain * gain).Held() * eye(4), atol: 1e-5));
    }

    [Fact]
    public void What_is_not_random_is_exact()
    {
        using var scope = NewDisposeScope();
        Assert.Equal(0, Filled(nn.Linear(3, 2), Initializations.Zeros()).weight.abs().max().item<float>());
        Assert.Equal([2f, 0, 0, 0, 2, 0], Filled(nn.Linear(3, 2), Initializations.Identity(2)).weight.detach().data<float>().ToArray());
    }

    [Fact]
    public void One_seed_gives_one_model_whatever_the_global_generator_does()
    {
        using var scope = NewDisposeScope();
        Assert.All(Initializations.Names.Except(["zeros", "identity"]), name =>
        {
            var first = Filled(nn.Linear(20, 30), Initializations.Create(name)).weight;
            rand(7);
            Assert.True(first.allclose(Filled(nn.Linear(20, 30), Initializations.Create(name)).weight, rtol: 0, atol: 0));
            Assert.False(first.allclose(Filled(nn.Linear(20, 30), Initializations.Create(name), seed: 8).weight));
        });
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_gain_that_is_no_size_is_refused(double gain) =>
        Assert.StartsWith(
            "The gain of 'he' must be a finite number above 0.",
            Assert.Throws<ArgumentOutOfRangeException>(() => Initializations.He(gain)).Message
        );

    [Fact]
    public void Unknown_name_is_answered_with_the_nearest() =>
        Assert.StartsWith(
            "There is no initialisation named 'glrot'. Did you mean 'glorot'?",
            Assert.Throws<ArgumentException>(() => Initializations.Create("glrot")).Message
        );

    private static T Filled<T>(T layer, Initialization init, ulong seed = 7)
        where T : nn.Module
    {
        using var generator = new Generator(seed);
        init.Apply(layer, generator);
        return layer;
    }
}
