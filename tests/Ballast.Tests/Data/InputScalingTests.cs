using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Tests;

[TensorTests]
public sealed class InputScalingTests
{
    [Fact]
    public void Standard_gives_every_feature_mean_0_and_deviation_1()
    {
        using var generator = new Generator(1);
        var raw = (randn([500, 3], generator: generator) * tensor(new[] { 0.01f, 1, 1000 })) + tensor(new[] { 5f, -2, 1e5f });
        var x = InputScaling.Learn(raw, Normalization.Standard).Apply(raw.clone());
        Assert.True(x.mean([0]).abs().max().item<float>() < 1e-3);
        Assert.True((x.std(0, unbiased: false) - 1).abs().max().item<float>() < 1e-3);
    }

    [Fact]
    public void Unit_uses_the_known_top_or_the_training_range()
    {
        var raw = tensor(new float[] { 2, 10, 4, 30 }, [2, 2]);
        Assert.Equal([0, 0, 1, 1], InputScaling.Learn(raw, Normalization.Unit).Apply(raw.clone()).data<float>().ToArray());
        var known = InputScaling.Learn(raw, Normalization.Unit, 255);
        Assert.Equal([0.0, 255], [.. known.Offset, .. known.Scale]);
        Assert.Same(InputScaling.Identity, InputScaling.Learn(raw, Normalization.None));
    }

    [Theory]
    [InlineData(3, 4, 3, 5, 5)] // images: one pair for each channel
    [InlineData(6, 4, 5, 6)] // sequences: one for each of the last dimension
    [InlineData(7, 4, 7)] // tables: one for each column
    public void Features_are_columns_channels_or_the_last_dimension(int features, params int[] shape)
    {
        var raw = randn([.. shape.Select(size => (long)size)]);
        var scaling = InputScaling.Learn(raw, Normalization.Standard);
        Assert.Equal(features, scaling.Offset.Count);
        var x = scaling.Apply(raw.clone());
        var first = shape.Length == 4 ? x.select(1, 0) : x.select(-1, 0);
        Assert.Equal(0, first.mean().item<float>(), 1e-5);
    }

    [Fact]
    public void A_constant_feature_becomes_0_and_not_NaN()
    {
        var raw = full(5, 2, 7f);
        Assert.Equal(0, InputScaling.Learn(raw, Normalization.Standard).Apply(raw.clone()).abs().max().item<float>());
        Assert.Equal(0, InputScaling.Learn(raw, Normalization.Unit).Apply(raw.clone()).abs().max().item<float>());
    }

    [Fact]
    public void In_double_precision_a_constant_becomes_0_and_what_is_large_beside_its_spread_keeps_its_digits()
    {
        var raw = cat([full([1001, 1], 0.1, ScalarType.Float64), (arange(1001, ScalarType.Float64) + 1.7e9).unsqueeze(1)], 1);
        var scaling = InputScaling.Learn(raw, Normalization.Standard);
        var x = scaling.Apply(raw.clone()).to(ScalarType.Float32);
        Assert.Equal(1, scaling.Scale[0]);
        Assert.Equal(0, x.select(1, 0).abs().max().item<float>(), 1e-6);
        Assert.Equal(1001, x.select(1, 1).data<float>().ToArray().Distinct().Count());
    }

    [Fact]
    public void It_is_learned_on_the_training_part_alone()
    {
        var (x, y) = (arange(100, ScalarType.Float32).view(100, 1), (arange(100) % 2));
        var raw = new RawSamples("x", new(x, y), 2);
        var parts = new Partition(
            [.. Enumerable.Range(0, 50).Select(i => (long)i)],
            [],
            [.. Enumerable.Range(50, 50).Select(i => (long)i)]
        );
        using var data = raw.ToDataset(parts, Normalization.Standard);
        Assert.Equal(24.5, data.Scaling.Offset.Single(), 1e-5);
        Assert.Equal(0, data.TrainX.mean().item<float>(), 1e-5);
        Assert.True(data.TestX.min().item<float>() > 1.7);
    }
}
