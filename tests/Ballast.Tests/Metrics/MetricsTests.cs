using CsCheck;
using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Tests;

/// <summary>Metrics against plain loops, and the laws of their sums.</summary>
[TensorTests]
public sealed class MetricsTests
{
    private const int Classes = 4;

    [Fact]
    public void Metrics_of_classes_agree_with_plain_loops() =>
        Answered()
            .Sample(
                it =>
                {
                    using var scope = NewDisposeScope();
                    var (truth, said, n) = (
                        it.Truth,
                        it.Logits.Select(row => Array.IndexOf(row, row.Max())).ToArray(),
                        (double)it.Truth.Length
                    );
                    double Count(Func<int, bool> which) => Enumerable.Range(0, truth.Length).Count(which);
                    var each = Enumerable
                        .Range(0, Classes)
                        .Select(c =>
                            (
                                Hit: Count(i => truth[i] == c && said[i] == c),
                                Called: Count(i => said[i] == c),
                                There: Count(i => truth[i] == c)
                            )
                        )
                        .ToArray();
                    var seen = each.Where(c => c.Called + c.There > 0).ToArray();
                    var values = Values(
                        it,
                        Metrics.Accuracy(),
                        Metrics.TopK(2),
                        Metrics.Precision(),
                        Metrics.Recall(),
                        Metrics.F1(),
                        Metrics.Perplexity(),
                        Metrics.Confusion()
                    );
                    Near(Count(i => truth[i] == said[i]) / n, values[0].Value);
                    Near(Count(i => it.Logits[i].Count(logit => logit > it.Logits[i][truth[i]]) < 2) / n, values[1].Value);
                    Near(seen.Average(c => c.Called == 0 ? 0 : c.Hit / c.Called), values[2].Value);
                    Near(seen.Average(c => c.There == 0 ? 0 : c.Hit / c.There), values[3].Value);
                    Near(seen.Average(c => 2 * c.Hit / (c.Called + c.There)), values[4].Value);
                    Near(
                        Math.Exp(
                            Enumerable.Range(0, truth.Length).Average(i => Math.Log(it.Logits[i].Sum(Math.Exp)) - it.Logits[i][truth[i]])
                        ),
                        values[5].Value
                    );
                    Near(values[0].Value, values[6].Value);
                    for (var a = 0; a < Classes; a++)
                    for (var b = 0; b < Classes; b++)
                        Assert.Equal(Count(i => truth[i] == a && said[i] == b), values[6].Details[(a * Classes) + b]);
                    for (var c = 0; c < Classes; c++)
                        Assert.Equal(each[c].Called + each[c].There == 0, double.IsNaN(values[4].Details[c]));
                },
                iter: 100
            );

    [Theory]
    [InlineData(0)]
    [InlineData(1e8)] // where a sum of squares would have lost the variance
    public void Metrics_of_numbers_agree_with_plain_loops(double far) =>
        Gen.Select(Gen.Double[-3, 3].Array[6], Gen.Double[-3, 3].Array[6], Gen.Int[1, 5])
            .Sample(
                (truth, said, cut) =>
                {
                    using var scope = NewDisposeScope();
                    var loss = Losses.MSE();
                    double[] t = [.. truth.Select(x => far + x)],
                        s = [.. said.Select(x => far + x)];
                    if (t.Max() - t.Min() < 0.01)
                        return true; // next to no variance: rounding, or NaN, which has a test of its own
                    Answers Part(int from, int to) => loss.Answer(tensor(s[from..to]), tensor(t[from..to]));
                    double Of(Metric metric) =>
                        metric
                            .Value(metric.Join(metric.Measure(Part(0, cut)), metric.Measure(Part(cut, 6))).data<double>().ToArray())
                            .Value;
                    var mean = t.Average();
                    return Math.Abs(Of(Metrics.MAE()) - t.Zip(s, (a, b) => Math.Abs(a - b)).Average()) < 1e-6
                        && Math.Abs(
                            Of(Metrics.R2()) - (1 - (t.Zip(s, (a, b) => (a - b) * (a - b)).Sum() / t.Sum(a => (a - mean) * (a - mean))))
                        )
                            < 1e-4 * (1 + Math.Abs(Of(Metrics.R2())));
                },
                iter: 100
            );

    [Fact]
    public void R2_is_the_mean_over_the_values_of_a_target_and_NaN_without_variance()
    {
        var truth = tensor(
            new double[,]
            {
                { 1, 10 },
                { 2, 30 },
                { 3, 20 },
            }
        );
        Assert.Equal(1, Of(truth, truth), 1e-12);
        Assert.Equal(0.5, Of(truth, cat([truth.narrow(1, 0, 1), full([3, 1], 20.0, ScalarType.Float64)], 1)), 1e-12);
        Assert.True(double.IsNaN(Of(ones(3, 1), zeros(3, 1))));

        static double Of(Tensor truth, Tensor said) =>
            Metrics.R2().Value(Metrics.R2().Measure(Losses.MSE().Answer(said, truth)).data<double>().ToArray()).Value;
    }

    [Fact]
    public void What_is_ignored_counts_in_no_metric()
    {
        var loss = Losses.CrossEntropy(ignore_index: -100);
        var (logits, labels) = (randn(6, 3), tensor(new long[] { 0, -100, 2, -100, 1, 1 }));
        var kept = tensor(new long[] { 0, 2, 4, 5 });
        foreach (var metric in Metrics.Names.Select(Metrics.Create).Where(it => it.Classifies))
            Assert.Equal(
                metric.Measure(loss.Answer(logits.index_select(0, kept), labels.index_select(0, kept))).data<double>().ToArray(),
                metric.Measure(loss.Answer(logits, labels)).data<double>().ToArray()
            );
    }

    [Fact]
    public void An_evaluation_in_parts_is_that_of_the_whole()
    {
        using var model = Models.Mlp([4], 3);
        var (x, y) = (randn(1203, 4), randint(3, 1203, dtype: ScalarType.Int64));
        var loss = Losses.CrossEntropy([1, 2, 3]);
        var result = Evaluation.On(model, loss, x, y, metrics: [Metrics.F1(), Metrics.Confusion(), Metrics.Perplexity()]);
        using var off = no_grad();
        var output = model.call(x);
        Assert.Equal(loss.forward(output, y).item<float>(), result.Loss, 1e-5);
        Assert.Equal(loss.Accuracy(output, y), result.Accuracy, 1e-12);
        Assert.Equal(["f1", "confusion", "perplexity"], result.Metrics.Select(it => it.Name));
        Assert.Equal(1203, result.Metrics[1].Details.Sum());
        Assert.Equal(Metrics.F1().Value(Metrics.F1().Measure(loss.Answer(output, y)).data<double>().ToArray()), result.Metrics[0]);
    }

    [Fact]
    public void A_regression_has_no_accuracy()
    {
        using var model = Models.Mlp([4], 2);
        var result = Evaluation.On(model, Losses.MSE(), randn(20, 4), randn(20, 2));
        Assert.True(double.IsNaN(result.Accuracy));
        Assert.Equal(["mae", "r2"], result.Metrics.Select(it => it.Name));
        Assert.StartsWith(
            "The metric f1 is for classes, and mse is not. Choose one of mae, r2.",
            Assert
                .Throws<ArgumentException>(() => Evaluation.On(model, Losses.MSE(), randn(20, 4), randn(20, 2), metrics: [Metrics.F1()]))
                .Message
        );
    }

    [Fact]
    public void One_logit_for_two_classes_has_precision_but_no_top_k()
    {
        var answers = Losses.BceWithLogits().Answer(tensor(new float[] { 1, -1, 2 }), tensor(new long[] { 1, 1, 0 }));
        Assert.Equal([0, 0.5], Metrics.Precision().Value(Metrics.Precision().Measure(answers).data<double>().ToArray()).Details);
        Assert.Throws<ArgumentException>(() => Metrics.TopK().Measure(answers));
        Assert.Throws<ArgumentException>(() => Metrics.Perplexity().Measure(answers));
        Assert.StartsWith(
            "There is no metric named 'f2'. Did you mean",
            Assert.Throws<ArgumentException>(() => Metrics.Create("f2")).Message
        );
    }

    private static Gen<(double[][] Logits, int[] Truth)> Answered() =>
        Gen.Int[1, 12]
            .SelectMany(n =>
                Gen.Select(
                    Gen.Double[-3, 3].Array[Classes].Where(row => row.Distinct().Count() == Classes).Array[n],
                    Gen.Int[0, Classes - 1].Array[n]
                )
            );

    // joined from two parts wherever there are two
    private static MetricValue[] Values((double[][] Logits, int[] Truth) it, params Metric[] metrics)
    {
        var loss = Losses.CrossEntropy();
        var (n, cut) = (it.Truth.Length, it.Truth.Length / 2);
        return
        [
            .. metrics.Select(metric =>
                metric.Value(
                    (cut == 0 ? Sums(metric, 0, n) : metric.Join(Sums(metric, 0, cut), Sums(metric, cut, n)))
                        .contiguous()
                        .data<double>()
                        .ToArray()
                )
            ),
        ];

        Tensor Sums(Metric metric, int from, int to) =>
            metric.Measure(
                loss.Answer(
                    tensor(it.Logits[from..to].SelectMany(row => row).ToArray()).view(to - from, Classes),
                    tensor(it.Truth[from..to].Select(label => (long)label).ToArray())
                )
            );
    }

    private static void Near(double expected, double actual) => Assert.Equal(expected, actual, 1e-9);
}
