using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Tests;

/// <summary>Instruments beside what is known in closed form.</summary>
[TensorTests]
public sealed class InstrumentTests
{
    [Fact]
    public void Ranks_of_known_matrices()
    {
        Assert.Equal(4, Instruments.EffectiveRank(eye(4)), 9);
        Assert.Equal(4, Instruments.StableRank(eye(4)), 9);
        var one = ones(5, 3);
        Assert.Equal(1, Instruments.EffectiveRank(one), 5);
        Assert.Equal(1, Instruments.StableRank(one), 9);
        Assert.Equal(1.25, Instruments.StableRank(diag(tensor(new[] { 2f, 1f }))), 6);
        Assert.Equal(0, Instruments.EffectiveRank(zeros(2, 2)));
        Assert.Throws<ArgumentException>(() => Instruments.EffectiveRank(ones(3)));
        Assert.Throws<ArgumentException>(() => Instruments.StableRank(full([2, 2], double.NaN)));
    }

    [Theory]
    [InlineData(0.5), InlineData(1), InlineData(3)]
    public void The_gain_of_a_scaled_rotation_is_its_scale(double scale)
    {
        using var generator = new Generator(3);
        var rotation = linalg.qr(randn([16, 16], dtype: ScalarType.Float64, generator: generator)).Q;
        Assert.Equal(scale, Instruments.JacobianGain(x => x.matmul(rotation).mul(scale), randn([8, 16], dtype: ScalarType.Float64)), 9);
        Assert.Equal(0, Instruments.JacobianGain(_ => ones(3), randn(3)));
    }

    [Theory]
    [InlineData(0.5), InlineData(1.1)]
    public void The_exponent_of_a_linear_map_is_the_logarithm_of_its_scale(double scale)
    {
        using var generator = new Generator(3);
        var rotation = linalg.qr(randn([12, 12], dtype: ScalarType.Float64, generator: generator)).Q;
        Assert.Equal(
            Math.Log(scale),
            Instruments.Lyapunov(
                x => rotation.mv(x).mul(scale),
                randn([12], dtype: ScalarType.Float64, generator: generator),
                steps: 20,
                settle: 5
            ),
            5
        );
        // the logistic map at 4: ln 2
        Assert.Equal(Math.Log(2), Instruments.Lyapunov(x => x * (1 - x) * 4, tensor(new[] { 0.3 }), steps: 20_000), 1);
        Assert.Equal(double.NegativeInfinity, Instruments.Lyapunov(_ => zeros(2), ones(2)));
    }

    [Theory]
    [InlineData(ScalarType.Float64, 6), InlineData(ScalarType.Float32, 2)]
    public void The_sharpness_of_a_quadratic_is_its_largest_curvature_and_nothing_is_changed(ScalarType type, int digits)
    {
        using var model = nn.Linear(3, 1, hasBias: false, dtype: type);
        var curvature = tensor(new[] { 1.0, 4.0, 9.0 }).to(type);
        var before = model.weight.clone();
        using var sharpness = new Sharpness(model);
        var value = sharpness.Measure(() => (curvature * model.weight.square()).sum().mul(0.5), iterations: 60);
        Assert.Equal(9, value, digits);
        Assert.True(before.Equals(model.weight));
        Assert.Null(model.weight.grad);
    }

    [Fact]
    public void Sharpness_puts_weights_back_where_the_loss_throws()
    {
        using var model = nn.Linear(3, 1, hasBias: false);
        var before = model.weight.clone();
        using var sharpness = new Sharpness(model);
        Assert.Throws<InvalidOperationException>(() => sharpness.Measure(() => throw new InvalidOperationException("no loss")));
        Assert.True(before.Equals(model.weight));
        Assert.Throws<ArgumentOutOfRangeException>(() => sharpness.Measure(() => model.weight.sum(), iterations: 0));
        Assert.Equal(0, sharpness.Measure(() => model.weight.sum())); // flat
    }

    [Fact]
    public void The_noise_scale_is_the_noise_times_the_batch()
    {
        using var model = nn.Linear(2, 1, hasBias: false);
        Func<Tensor>[] losses = [() => model.weight.sum(), () => model.weight.sum().mul(3)];
        var noise = GradientNoise.Measure(model, losses);
        Assert.Equal(0.5, noise, 6); // of 1 and 3: variance 2 over a mean squared of 4
        Assert.Equal(16, GradientNoise.Scale(model, losses, 32), 5);
    }
}
