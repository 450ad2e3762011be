using Ballast.Reference;
using CsCheck;
using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Tests;

[TensorTests]
public sealed class RDropTests
{
    private static readonly Gen<double[][]> Logits = Gen.Double[-5, 5].Array[3].Array[4];

    [Fact]
    public void The_divergence_agrees_with_its_slow_twin() =>
        Gen.Select(Logits, Logits)
            .Sample(
                (p, q) =>
                {
                    using var scope = NewDisposeScope();
                    double Ours(bool independent) => RDrop.Divergence(Matrix(p), Matrix(q), independent).item<double>();
                    return Close(Ours(false), SlowDropouts.Divergence(p, q)) && Close(Ours(true), SlowDropouts.IndependentDivergence(p, q));
                },
                threads: 1
            );

    [Fact]
    public void It_is_symmetric_at_least_0_and_0_for_equal_answers_only() =>
        Gen.Select(Logits, Logits, Gen.Double[-3, 3])
            .Sample(
                (p, q, shift) =>
                {
                    using var scope = NewDisposeScope();
                    var (a, b) = (Matrix(p), Matrix(q));
                    var there = RDrop.Divergence(a, b).item<double>();
                    return there > 0
                        && Close(there, RDrop.Divergence(b, a).item<double>())
                        && Close(0, RDrop.Divergence(a, a + shift).item<double>());
                },
                threads: 1
            );

    [Fact]
    public void The_loss_is_that_of_two_passes_and_alpha_times_their_divergence()
    {
        var (loss, x, y) = (Losses.CrossEntropy(), randn(8, 5), randint(3, 8, dtype: ScalarType.Int64));
        var model = Models.Mlp([5], 3, new() { Hidden = [16], Regularizers = [new("dropout", 0.4)] });
        using var before = new BufferCopy(model);
        var (output, value) = RDrop.Forward(model, loss, x, y, alpha: 0.7);
        before.Restore();
        var both = model.call(cat([x, x]));
        var (first, second) = (both.narrow(0, 0, 8), both.narrow(0, 8, 8));
        Assert.True(DropoutBattery.Same(first, output));
        Assert.False(DropoutBattery.Same(first, second));
        var expected =
            ((loss.forward(first, y) + loss.forward(second, y)) / 2).item<float>()
            + (0.7 * SlowDropouts.Divergence(Rows(first), Rows(second)));
        Assert.Equal(expected, value.item<float>(), 1e-5);
        value.backward();
        Assert.All(model.parameters(), p => Assert.True(p.grad!.isfinite().all().item<bool>()));
    }

    /// <summary>The probe keeps activations of the doubled batch.</summary>
    [Fact]
    public void A_trainer_prepares_and_trains_with_it()
    {
        var (loss, x, y) = (Losses.CrossEntropy(), randn(64, 5), randint(3, 64, dtype: ScalarType.Int64));
        using var model = Models.Mlp([5], 3, new() { Hidden = [16], Regularizers = [new("dropout", 0.4)] });
        using var optimizer = Optimizers.SGD(model.parameters(), lr: 0.1);
        using var batches = new Batches(x, y, 16, seed: 1);
        var summary = new Trainer
        {
            Model = model,
            Optimizer = optimizer,
            Loss = loss,
            RDrop = 1,
        }.Fit(batches, () => Evaluation.On(model, loss, x, y), epochs: 2);
        Assert.Equal((TrainingStatus.Trained, 8L), (summary.Status, summary.Steps));
        Assert.All(Dropouts.Of(model), module => Assert.Equal(8, module.Calls));
    }

    [Fact]
    public void Without_dropout_nothing_diverges()
    {
        var (loss, x, y) = (Losses.BceWithLogits(), randn(8, 5), randint(2, 8, dtype: ScalarType.Int64));
        var model = Models.Mlp([5], 1);
        Assert.Equal(loss.forward(model.call(x), y).item<float>(), RDrop.Forward(model, loss, x, y, alpha: 1000).Loss.item<float>(), 1e-5);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    public void An_impossible_weight_is_refused(double alpha)
    {
        using var model = Models.Mlp([5], 1);
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            RDrop.Forward(model, Losses.BceWithLogits(), randn(2, 5), zeros(2, ScalarType.Int64), alpha)
        );
        using var optimizer = Optimizers.SGD(model.parameters());
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            new Trainer
            {
                Model = model,
                Optimizer = optimizer,
                Loss = Losses.BceWithLogits(),
                RDrop = alpha,
            }
        );
    }

    private static bool Close(double a, double b) => Math.Abs(a - b) <= 1e-9 * (1 + Math.Abs(b));

    private static Tensor Matrix(double[][] rows) => tensor(rows.SelectMany(row => row).ToArray()).view(rows.Length, -1);

    private static double[][] Rows(Tensor x) => [.. Enumerable.Range(0, (int)x.shape[0]).Select(i => Holder.Values(x[i]))];
}
