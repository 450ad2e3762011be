using CsCheck;
using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Tests;

/// <summary>What is particular to single leaves.</summary>
[TensorTests]
public sealed class LeafTests
{
    [Fact]
    public void Dropout_gives_0_or_the_input_scaled_up() =>
        Gen.Select(Gen.Double[0.01, 0.95], Gen.Long[0, 1000], Gen.Int[1, 300])
            .Sample(
                (p, seed, length) =>
                {
                    using var scope = NewDisposeScope();
                    var x = arange(1, length + 1).to(ScalarType.Float32);
                    var ratio = Dropouts.Dropout(p, seed).call(x).div(x);
                    return ratio.eq(0).logical_or(ratio.sub(1 / (1 - p)).abs().le(1e-6 / (1 - p))).all().item<bool>();
                },
                threads: 1
            );

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.5)]
    [InlineData(0.8)]
    public void Alpha_keeps_mean_and_variance(double p)
    {
        const int Count = 1_000_000;
        using var generator = new Generator(3);
        var y = Dropouts.Alpha(p, 1).call(randn(Count, generator: generator));
        Assert.Equal(0, y.mean().item<float>(), 0.01);
        Assert.Equal(1, y.std().item<float>(), 0.01);
        // the dropped ones stand at SELU's limit, mapped like all others
        Assert.Equal(p, y.eq(y.mode(0).values).to(ScalarType.Float32).mean().item<float>(), 0.01);
    }

    [Fact]
    public void Gaussian_has_the_variance_of_dropout()
    {
        var y = Dropouts.Gaussian(0.2, 1).call(ones(1_000_000));
        Assert.Equal(1, y.mean().item<float>(), 0.005);
        Assert.Equal(0.25, y.var().item<float>(), 0.005);
    }

    [Fact]
    public void Spatial_drops_whole_channels()
    {
        var y = Dropouts.Spatial(0.5, 1).call(ones(20, 10, 4, 4)).flatten(2);
        Assert.True(y.amax([2]).eq(y.amin([2])).all().item<bool>());
        Assert.InRange(y.gt(0).to(ScalarType.Float32).mean().item<float>(), 0.35, 0.65);
        Assert.Contains(
            "[n, channels, ...]; this is [3, 4]",
            Assert.Throws<ArgumentException>(() => Dropouts.Spatial(0.5, 1).call(ones(3, 4))).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Path_drops_whole_samples_and_rates_rise_with_depth()
    {
        var y = Dropouts.Path(0.25, 1).call(ones(2000, 3, 2)).flatten(1);
        Assert.True(y.amax([1]).eq(y.amin([1])).all().item<bool>());
        Assert.Equal(0.25, y.select(1, 0).eq(0).to(ScalarType.Float32).mean().item<float>(), 0.04);
        Assert.Equal([0, 0.1, 0.2], Dropouts.LinearDepth(0.2, 3).Select(rate => rate.At(0)));
        Assert.Equal([0.2], Dropouts.LinearDepth(0.2, 1).Select(rate => rate.At(0)));
    }

    /// <summary>Every zero lies in a square of zeroes, in every channel for itself or in all alike.</summary>
    [Theory]
    [InlineData(1, false)]
    [InlineData(3, false)]
    [InlineData(4, true)]
    [InlineData(50, false)]
    public void Block_drops_squares(int size, bool shared)
    {
        var dropped = Dropouts.Block(0.1, size, shared, seed: 1).call(ones(8, 6, 20, 24)).eq(0).to(ScalarType.Float32);
        var (down, across) = (Math.Min(size, 20), Math.Min(size, 24));
        // erosion finds the corners of whole squares, dilation puts the squares back
        var corners = 1 - nn.functional.max_pool2d(1 - dropped, [down, across], [1L, 1L]);
        var squares = nn.functional.max_pool2d(
            nn.functional.pad(corners, [across - 1, across - 1, down - 1, down - 1]),
            [down, across],
            [1L, 1L]
        );
        Assert.True(DropoutBattery.Same(dropped, squares));
        Assert.True(dropped.sum().item<float>() > 0);
        Assert.Equal(shared, DropoutBattery.Same(dropped, dropped.narrow(1, 0, 1).expand_as(dropped)));
    }

    [Fact]
    public void Block_keeps_the_share_and_the_mean()
    {
        var y = Dropouts.Block(0.1, 7, seed: 1).call(ones(32, 16, 64, 64));
        Assert.Equal(0.1, y.eq(0).to(ScalarType.Float32).mean().item<float>(), 0.01);
        Assert.Equal(1, y.mean().item<float>(), 1e-4);
    }

    [Fact]
    public void Connect_computes_what_the_layer_computed_and_refuses_others()
    {
        var (layer, x) = (nn.Conv2d(3, 4, 3, padding: 1), randn(2, 3, 5, 5));
        var expected = layer.call(x);
        var dropped = Dropouts.Connect(layer, 0.5, 1);
        Assert.Equal(["weight", "bias"], dropped.named_parameters().Select(p => p.name));
        Assert.False(DropoutBattery.Same(expected, dropped.call(x)));
        dropped.eval();
        Assert.True(DropoutBattery.Same(expected, dropped.call(x)));
        Assert.Single(WeightedModule.Of(nn.Sequential(dropped)));
        Assert.Contains(
            "this is ReLU",
            Assert.Throws<ArgumentException>(() => Dropouts.Connect(nn.ReLU())).Message,
            StringComparison.Ordinal
        );
        Assert.Throws<ArgumentException>(() => Dropouts.Connect(nn.Conv2d(3, 4, 3, padding: 1, padding_mode: PaddingModes.Reflect)));
    }

    [Fact]
    public void Rates_follow_their_schedule()
    {
        Assert.Equal([0.2, 0.1, 0, 0], new long[] { 0, 50, 100, 1000 }.Select(DropRate.Early(0.2, 100).At));
        Assert.Equal([0, 0, 0.2, 0.2], new long[] { 0, 99, 100, 1000 }.Select(DropRate.Late(0.2, 100).At));
        var curriculum = new long[] { 0, 10, 100 }
            .Select(DropRate.Curriculum(0.2, 100).At)
            .ToArray();
        Assert.Equal(0, curriculum[0]);
        Assert.Equal(0.2 * (1 - Math.Exp(-1)), curriculum[1], 1e-12);
        Assert.Equal(0.2, curriculum[2], 1e-4);
        Assert.Equal(DropRate.Early(0.2, 7), DropRate.Create("early", 0.2, 7));
        Assert.Contains(
            "Did you mean 'early'?",
            Assert.Throws<ArgumentException>(() => DropRate.Create("earyl", 0.2, 7)).Message,
            StringComparison.Ordinal
        );
        Assert.Throws<ArgumentOutOfRangeException>(() => DropRate.Late(0.2, 0));
    }

    [Fact]
    public void A_schedule_counts_training_passes_only()
    {
        var (module, x) = (Dropouts.Dropout(DropRate.Late(0.5, 3), 1), ones(100));
        for (var i = 0; i < 3; i++)
            Assert.True(DropoutBattery.Same(x, module.call(x)));
        module.eval();
        for (var i = 0; i < 9; i++)
            module.call(x);
        Assert.Equal((3, 0.5), (module.Calls, module.P));
        module.train();
        Assert.False(DropoutBattery.Same(x, module.call(x)));
    }

    [Fact]
    public void Seeds_given_stay_and_the_others_differ()
    {
        var (model, given) = (nn.Sequential(Dropouts.Dropout(), Dropouts.Dropout(0.5, 9), Dropouts.Path()), new List<long?>());
        Dropouts.Seed(model, 1);
        given.AddRange(Dropouts.Of(model).Select(module => module.Seed));
        Assert.Equal(9, given[1]);
        Assert.Equal(3, given.Distinct().Count());
        Dropouts.Seed(model, 2);
        Assert.Equal(given, Dropouts.Of(model).Select(module => module.Seed));
    }
}
