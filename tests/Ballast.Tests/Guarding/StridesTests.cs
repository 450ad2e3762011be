using System.Text.Json;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Tests;

[TensorTests]
public sealed class StridesTests
{
    [Fact]
    public void Grows_to_32_while_weights_go_straight_on()
    {
        using var walk = new Walk();
        walk.Go(59, _ => 1);
        Assert.Equal(1, walk.Stride.Length); // two ways are needed to compare, and three looks for them
        walk.Go(1, _ => 1);
        Assert.Equal(Math.Exp(1.5 * 0.7), walk.Stride.Length, 3);
        walk.Go(200, _ => 1);
        Assert.Equal(32, walk.Stride.Length);
        Assert.Equal([32.0, 64.0], walk.Table.Stride); // the output layer at twice the stride
    }

    [Fact]
    public void Grows_to_four_where_the_way_is_only_much_the_same()
    {
        using var walk = new Walk { Strays = 3 }; // of 20 steps: the cosine is about 20 / (20 + 9)
        walk.Go(400, _ => 1);
        Assert.Equal(4, walk.Stride.Length);
    }

    [Fact]
    public void Stays_where_weights_wander_or_swing()
    {
        using var walk = new Walk { Wanders = true };
        walk.Go(400, _ => 0);
        Assert.Equal(1, walk.Stride.Length);
        using var swing = new Walk();
        swing.Go(400, step => step / 20 % 2 == 0 ? 1 : -1);
        Assert.Equal(1, swing.Stride.Length);
    }

    [Theory]
    [InlineData(0.9)]
    [InlineData(0.99)]
    [InlineData(0.999)]
    public void Momentum_alone_is_no_way(double momentum)
    {
        using var walk = new Walk { Wanders = true, Momentum = momentum };
        walk.Go(2000, _ => 0);
        Assert.InRange(walk.Stride.Length, 1, 2.5); // by chance
    }

    [Fact]
    public void Is_halved_when_the_loss_rises_and_falls_back_at_once_when_it_explodes()
    {
        using var walk = new Walk();
        walk.Go(200, _ => 1);
        walk.Loss = 1.5;
        walk.Go(2, _ => 1);
        Assert.Equal(32, walk.Stride.Length);
        walk.Go(1, _ => 1);
        Assert.Equal(1, walk.Stride.Length);

        using var slow = new Walk { Noise = 1 };
        slow.Go(200, _ => 1);
        slow.Loss += 0.3; // above what three of four losses were, below the largest
        slow.Go(20, _ => 1);
        Assert.Equal(16, slow.Stride.Length, 6);
    }

    [Fact]
    public void Grows_in_the_first_half_only_where_the_end_is_known()
    {
        using var walk = new Walk(horizon: 60);
        walk.Go(60, _ => 1);
        Assert.Equal(1, walk.Stride.Length);
        using var longer = new Walk(horizon: 120);
        longer.Go(120, _ => 1);
        Assert.Equal(Math.Exp(1.5 * 0.7), longer.Stride.Length, 3);
    }

    [Fact]
    public void Counts_only_parameters_that_were_limited()
    {
        using var walk = new Walk { Limits = false };
        walk.Go(200, _ => 1);
        Assert.Equal(1, walk.Stride.Length);
    }

    [Fact]
    public void A_refused_step_ends_all_trust()
    {
        using var walk = new Walk();
        walk.Go(200, _ => 1);
        walk.Stride.Refuse();
        Assert.Equal([1.0, 1.0], walk.Table.Stride);
        walk.Go(200, _ => 1);
        Assert.Equal([32.0, 32.0], walk.Table.Stride);
    }

    [Fact]
    public void Loaded_it_goes_on_as_if_it_had_not_been_saved()
    {
        using var whole = new Walk();
        using var first = new Walk();
        using var second = new Walk();
        whole.Go(110, step => Math.Sin(step / 40.0));
        first.Go(50, step => Math.Sin(step / 40.0));
        second.Follow(first);
        second.Stride.State = JsonSerializer.Deserialize<StrideState>(JsonSerializer.Serialize(first.Stride.State))!;
        second.Go(60, step => Math.Sin(step / 40.0));
        Assert.NotEqual(1, whole.Stride.Length);
        Assert.Equal(JsonSerializer.Serialize(whole.Stride.State), JsonSerializer.Serialize(second.Stride.State));
        Assert.Equal(whole.Table.Stride, second.Table.Stride);
    }

    /// <summary>Weights that are led about.</summary>
    private sealed class Walk : IDisposable
    {
        private readonly Parameter[] _weights = [new(zeros(30, 10)), new(zeros(5, 30))];
        private readonly Tensor[] _velocities = [zeros(30, 10), zeros(5, 30)];
        private readonly Generator _chance = new(3);
        private long _step;

        public Walk(long horizon = 0)
        {
            Table = new(_weights);
            Stride = new(Table, horizon, () => Momentum);
        }

        public ParameterTable Table { get; }

        public Strides Stride { get; }

        public bool Wanders { get; init; }

        public double Momentum { get; init; }

        public double Strays { get; init; }

        public double Loss { get; set; } = 1;

        public double Noise { get; init; }

        public bool Limits { get; init; } = true;

        public void Go(int steps, Func<long, double> way)
        {
            using var off = no_grad();
            using var scope = NewDisposeScope();
            for (var i = 0; i < steps; i++, _step++)
            {
                foreach (var velocity in _velocities)
                    velocity.mul_(Momentum).add_(randn(velocity.shape, generator: _chance));
                foreach (var (weight, velocity) in _weights.Zip(_velocities))
                    weight.add_(Wanders ? velocity : randn(weight.shape, generator: _chance).mul(Strays).add(way(_step)));
                for (var p = 0; Limits && p < _weights.Length; p++)
                    Table.Limited[p]++;
                Stride.Learn(_step, Loss + (Noise * ((_step * 7 % 20 / 20.0) - 0.5)));
            }
        }

        public void Follow(Walk other)
        {
            using var off = no_grad();
            foreach (var (mine, its) in _weights.Zip(other._weights))
                mine.copy_(its);
            other.Table.Limited.CopyTo(Table.Limited, 0);
            _step = other._step;
        }

        public void Dispose()
        {
            Table.Dispose();
            _chance.Dispose();
            foreach (var tensor in _weights.Concat(_velocities))
                tensor.Dispose();
        }
    }
}
