using Ballast.Reference;
using CsCheck;
using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Tests;

[TensorTests]
public sealed class FlipLawTests
{
    [Theory]
    [InlineData(FlipMode.Twin)]
    [InlineData(FlipMode.Rollback)]
    public void Any_sequence_of_changes_ends_as_in_the_slow_twin(FlipMode mode) =>
        Gen.Select(Gen.Int[1, 6], Gen.Int[1, 40], Gen.Int[0, 1000], Gens.Any(1e-4, 0.02, 0.5))
            .Sample(
                (n, width, seed, size) =>
                {
                    using var scope = NewDisposeScope();
                    var random = new Random(seed);
                    using var model = new Holder(rand(n, width, dtype: ScalarType.Float64));
                    using var optimizer = Ballast.Optimizers.SGD(model.All, lr: 0);
                    using var flip = new DeadlyFlip(new() { Mode = mode });
                    var slow = new SlowFlip(mode == FlipMode.Twin);
                    double[] pushed = [];
                    using var guard = Push.Guard(model, optimizer, flip, all =>
                    {
                        var change = tensor(Enumerable.Range(0, n).SelectMany(_ => Row(random, width, size)).ToArray()).reshape(n, width);
                        all[0].add_(change);
                        pushed = Holder.Values(all[0]);
                    });
                    for (var step = 0; step < 15; step++)
                    {
                        var before = Rows(Holder.Values(model.All[0]), width);
                        guard.Step(tensor(1.0));
                        var expected = slow.Step(before, Rows(pushed, width)).SelectMany(row => row);
                        Assert.All(expected.Zip(Holder.Values(model.All[0])), pair =>
                            Assert.Equal(pair.First, pair.Second, 1e-9 * Math.Max(1, Math.Abs(pair.First)))
                        );
                    }
                },
                iter: 60
            );

    [Fact]
    public void A_swap_of_rows_keeps_every_singular_value_and_with_columns_the_function() =>
        Gen.Select(Gen.Int[2, 7], Gen.Int[1, 6], Gen.Int[1, 4], Gen.Int[0, 1000])
            .Sample(
                (hidden, inputs, outputs, seed) =>
                {
                    using var scope = NewDisposeScope();
                    using var off = no_grad();
                    var random = new Random(seed);
                    using var model = nn.Sequential(
                        ("a", nn.Linear(inputs, hidden, dtype: ScalarType.Float64)),
                        ("b", nn.Tanh()),
                        ("c", nn.Linear(hidden, outputs, dtype: ScalarType.Float64))
                    );
                    using var table = new ParameterTable(model.parameters(), model.named_parameters());
                    using var before = new WeightCopy();
                    before.Take(table.Parameters);
                    var rows = new LayerRows(NeuronMap.Of(model, table, new())[0], table.Parameters, before);
                    var (x, values) = (randn(5, inputs, dtype: ScalarType.Float64), linalg.svdvals(table.Parameters[0]));
                    var (y, i) = (model.call(x), random.Next(hidden));
                    var j = (i + 1 + random.Next(hidden - 1)) % hidden;
                    rows.SwapRows(i, j);
                    Assert.True(values.allclose(linalg.svdvals(table.Parameters[0]), 1e-9, 1e-12));
                    rows.SwapColumns(i, j);
                    Assert.True(y.allclose(model.call(x), 1e-9, 1e-12));
                },
                iter: 100
            );

    [Fact]
    public void A_recurrence_of_two_loops_becomes_one_of_their_geometric_mean()
    {
        using var off = no_grad();
        var loops = diag(tensor([1.6, 0.5]));
        LayerRows.Swap(loops, 0, tensor([0L, 1]), tensor([1L, 0]));
        Assert.Equal(0.89442719, linalg.eigvals(loops).abs().max().item<double>(), 1e-8);
    }

    private static IEnumerable<double> Row(Random random, int width, double size)
    {
        var scale = size * (random.Next(5) == 0 ? 100 : 1) / Math.Sqrt(width);
        return Enumerable.Range(0, width).Select(_ => scale * ((2 * random.NextDouble()) - 1));
    }

    private static double[][] Rows(double[] values, int width) => [.. values.Chunk(width)];
}
