using CsCheck;
using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Tests;

/// <summary>What every loss promises, over the table of <see cref="LossRow"/>.</summary>
[TensorTests]
public sealed class LossBattery
{
    public static TheoryData<string> Rows => [.. LossRow.All.Keys];

    [Fact]
    public void Every_loss_is_in_the_table() =>
        Assert.Empty(Losses.Names.Select(name => Losses.Create(name).Name).Except(LossRow.All.Values.Select(row => row.Create().Name)));

    [Theory, MemberData(nameof(Rows))]
    public void Agrees_with_the_book(string name)
    {
        var row = LossRow.All[name];
        Batch(row)
            .Sample(
                batch =>
                {
                    using var scope = NewDisposeScope();
                    var expected = row.Slow(batch.Outputs, batch.Targets);
                    var wide = row.Create()
                        .forward(Output(batch.Outputs, ScalarType.Float64), row.Tensor(batch.Targets, ScalarType.Float64))
                        .item<double>();
                    var single = row.Create()
                        .forward(Output(batch.Outputs, ScalarType.Float32), row.Tensor(batch.Targets, ScalarType.Float32))
                        .item<float>();
                    return Near(expected, wide, 1e-10) && Near(expected, single, 1e-4);
                },
                iter: 50
            );
    }

    [Theory, MemberData(nameof(Rows))]
    public void Gradient_is_that_of_finite_differences(string name)
    {
        const double h = 1e-6;
        var row = LossRow.All[name];
        Batch(row)
            .Sample(
                batch =>
                {
                    using var scope = NewDisposeScope();
                    var target = row.Tensor(batch.Targets, ScalarType.Float64);
                    var output = Output(batch.Outputs, ScalarType.Float64).requires_grad_();
                    row.Create().forward(output, target).backward();
                    var gradient = output.grad!.data<double>().ToArray();
                    for (var i = 0; i < gradient.Length; i++)
                    {
                        var (r, c) = (i / row.Outputs, i % row.Outputs);
                        if (name == "mae" && Math.Abs(batch.Outputs[r][c] - batch.Targets[r][c]) < 2 * h)
                            continue; // a corner
                        if (name == "gaussian-nll" && c >= 2 && Math.Exp(batch.Outputs[r][c]) < 1.1e-3)
                            continue; // below the floor the gradient is let through
                        var (up, down) = (Moved(h), Moved(-h));
                        if (!Near((up - down) / (2 * h), gradient[i], 1e-5))
                            return false;

                        double Moved(double by)
                        {
                            double[][] moved = [.. batch.Outputs.Select(it => it.ToArray())];
                            moved[r][c] += by;
                            return row.Create().forward(Output(moved, ScalarType.Float64), target).item<double>();
                        }
                    }

                    return true;
                },
                iter: 20
            );
    }

    [Theory, MemberData(nameof(Rows))]
    public void Huge_outputs_never_give_NaN(string name)
    {
        var row = LossRow.All[name];
        foreach (var type in new[] { ScalarType.Float32, ScalarType.BFloat16, ScalarType.Float64 })
        foreach (var size in new[] { 1e2, 1e10, 1e30, -1e2, -1e10, -1e30 })
            for (var hot = 0; hot <= row.Outputs; hot++)
            for (var u = 0.1; u < 1; u += 0.4)
            {
                using var scope = NewDisposeScope();
                double[] one = [.. Enumerable.Range(0, row.Outputs).Select(i => i == hot || hot == row.Outputs ? size : 0)];
                var output = Output([one, one], type).requires_grad_();
                var loss = row.Create().forward(output, row.Tensor([row.Target(u), row.Target(u)], ScalarType.Float32));
                loss.backward();
                Assert.False(double.IsNaN(loss.to(ScalarType.Float64).item<double>()), $"loss at {size} in {hot}, {type}");
                Assert.False(output.grad!.isnan().any().item<bool>(), $"gradient at {size} in {hot}, {type}");
            }
    }

    [Theory, MemberData(nameof(Rows))]
    public void Means_of_batches_average_to_the_mean_of_the_whole(string name)
    {
        var row = LossRow.All[name];
        Gen.Select(Batch(row), Batch(row))
            .Sample(
                (a, b) =>
                {
                    using var scope = NewDisposeScope();
                    var loss = row.Create();
                    var (one, two) = (Part(a.Outputs, a.Targets), Part(b.Outputs, b.Targets));
                    var (whole, weight) = Part([.. a.Outputs, .. b.Outputs], [.. a.Targets, .. b.Targets]);
                    return Near(whole * weight, (one.Loss * one.Weight) + (two.Loss * two.Weight), 1e-10)
                        && Near(weight, one.Weight + two.Weight, 1e-10);

                    (double Loss, double Weight) Part(double[][] outputs, double[][] targets)
                    {
                        var target = row.Tensor(targets, ScalarType.Float64);
                        return (
                            loss.forward(Output(outputs, ScalarType.Float64), target).item<double>(),
                            loss.Weight(target).item<double>()
                        );
                    }
                },
                iter: 30
            );
    }

    [Theory, MemberData(nameof(Rows))]
    public void Bad_targets_are_named_with_their_row(string name)
    {
        var (row, loss) = (LossRow.All[name], LossRow.All[name].Create());
        var output = zeros(3, row.Outputs);
        if (row.Labels)
        {
            var message = Refused(tensor(new long[] { 0, 7, 1 }));
            Assert.StartsWith(
                $"{loss.Name} met the label 7 in row 1 of the batch; labels must be 0 to {Math.Max(2, row.Outputs) - 1}",
                message,
                StringComparison.Ordinal
            );
        }
        else
        {
            foreach (var bad in new[] { double.NaN, double.PositiveInfinity })
            {
                double[][] targets = [row.Target(0.3), row.Target(0.3), row.Target(0.3)];
                targets[2][1] = bad;
                Assert.Contains(
                    $"met the target {bad} in row 2 of the batch, position 1; targets must be",
                    Refused(row.Tensor(targets, ScalarType.Float32)),
                    StringComparison.Ordinal
                );
            }

            Assert.Contains("[3, 5]", Refused(zeros(3, 5)), StringComparison.Ordinal);
        }

        Assert.Contains("[2", Refused(row.Tensor([row.Target(0.3), row.Target(0.3)], ScalarType.Float32)), StringComparison.Ordinal);

        string Refused(Tensor target) =>
            Assert
                .Throws<ArgumentException>(() => loss.forward(output, target))
                .Message.Replace("2 labels", "[2", StringComparison.Ordinal);
    }

    private static Gen<(double[][] Outputs, double[][] Targets)> Batch(LossRow row) =>
        Gen.Int[1, 6]
            .SelectMany(n => Gen.Select(Gen.Double[-8, 8].Array[row.Outputs].Array[n], Gen.Double[0, 0.999].Select(row.Target).Array[n]));

    private static Tensor Output(double[][] rows, ScalarType type) =>
        tensor(rows.SelectMany(it => it).ToArray()).view(rows.Length, -1).to(type).detach();

    private static bool Near(double expected, double actual, double share) =>
        Math.Abs(expected - actual) <= share * (1 + Math.Abs(expected));
}
