using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Tests;

[TensorTests]
public sealed class InputAffineTests
{
    [Fact]
    public void Identity_hands_on_the_very_tensor()
    {
        using var scope = NewDisposeScope();
        using var affine = new InputAffine();
        var x = rand(3, 2);
        Assert.Same(x, affine.call(x));
    }

    [Fact]
    public void Subtracts_then_divides()
    {
        using var scope = NewDisposeScope();
        using var affine = new InputAffine();
        affine.Set(10, 4);
        Assert.Equal([-2f, 0f, 1f], affine.call(tensor(new float[] { 2, 10, 14 })).data<float>().ToArray());
    }

    [Fact]
    public void Saved_with_the_model_and_loaded_in_double_precision()
    {
        using var scope = NewDisposeScope();
        using var model = Models.Mlp([4], 2);
        using var other = Models.Mlp([4], 2, new() { Seed = 9 });
        model.modules().OfType<InputAffine>().Single().Set(1.0 / 3, 1e-7);
        using var memory = new MemoryStream();
        model.save(new BinaryWriter(memory));
        memory.Position = 0;
        other.load(new BinaryReader(memory));
        var loaded = other.modules().OfType<InputAffine>().Single();
        Assert.Equal(1.0 / 3, loaded.Mean);
        Assert.Equal(1e-7, loaded.Std);
        Assert.Equal(["input.mean", "input.std"], other.named_buffers().Select(pair => pair.name));
    }

    [Fact]
    public void Keeps_its_precision_when_the_model_changes_type()
    {
        using var scope = NewDisposeScope();
        using var model = Models.Mlp([4], 2);
        var affine = model.modules().OfType<InputAffine>().Single();
        affine.Set(1.0 / 3, 2);
        model.to(ScalarType.BFloat16);
        Assert.Equal(1.0 / 3, affine.Mean);
        Assert.Equal(ScalarType.BFloat16, model.call(zeros(1, 4, ScalarType.BFloat16)).dtype);
    }

    [Theory]
    [InlineData(double.NaN, 1)]
    [InlineData(0, 0)]
    [InlineData(0, -1)]
    [InlineData(0, double.PositiveInfinity)]
    public void Impossible_numbers_are_refused(double mean, double std)
    {
        using var affine = new InputAffine();
        Assert.Throws<ArgumentOutOfRangeException>(() => affine.Set(mean, std));
    }
}
