using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Tests;

/// <summary>The constant of every loss is the best there is: no other has a smaller mean loss on the same targets.</summary>
[TensorTests]
public sealed class ConstantAnswerTests
{
    private const int Rows = 3000;

    public static TheoryData<string> Names => [.. LossRow.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void No_other_constant_is_better(string name)
    {
        var row = LossRow.All[name];
        var (loss, random) = (row.Create(), new Random(6));
        var targets = row.Tensor(
            [.. Enumerable.Range(0, Rows).Select(_ => row.Target(Math.Pow(random.NextDouble(), 2)))],
            ScalarType.Float32
        );
        var constant = loss.Constant(targets, row.Outputs)!;
        Assert.Equal([row.Outputs], constant.shape);
        var best = Of(constant);
        for (var i = 0; i < row.Outputs; i++)
            foreach (var step in new[] { -0.5f, -0.05f, 0.05f, 0.5f })
            {
                var other = constant.clone();
                other[i] += step;
                Assert.True(Of(other) > best - 1e-6, $"output {i} moved by {step}: {Of(other)} against {best}");
            }

        double Of(Tensor answer) => loss.forward(answer.expand(Rows, row.Outputs), targets).item<float>();
    }

    [Fact]
    public void A_class_that_the_training_part_lacks_is_unlikely_and_not_impossible()
    {
        var constant = Losses.CrossEntropy().Constant(zeros(100, dtype: ScalarType.Int64), 2)!;
        Assert.InRange(Losses.CrossEntropy().forward(constant.expand(1, 2), ones(1, dtype: ScalarType.Int64)).item<float>(), 4, 8);
    }
}
