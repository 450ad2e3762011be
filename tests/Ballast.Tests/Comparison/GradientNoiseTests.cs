using Ballast.Lab;
using static TorchSharp.torch;

namespace Ballast.Tests.Comparison;

[TensorTests]
public sealed class GradientNoiseTests
{
    [Fact]
    public void Is_the_variance_over_the_squared_mean()
    {
        using var scope = NewDisposeScope();
        using var model = nn.Linear(2, 1, hasBias: false);
        float[][] gradients =
        [
            [1, 0],
            [3, 0],
            [2, 3],
        ]; // mean (2, 1), distances 2, 2, 4: variance 8 / 2
        var losses = gradients.Select(g => (Func<Tensor>)(() => (model.weight * tensor(g)).sum()));
        Assert.Equal(4 / 5.0, GradientNoise.Measure(model, losses), 1e-9);
        Assert.Equal(0, GradientNoise.Measure(model, losses.Take(1).Concat(losses.Take(1))), 1e-9);
        Assert.Throws<ArgumentException>(() => GradientNoise.Measure(model, losses.Take(1)));
    }
}
