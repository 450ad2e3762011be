using static TorchSharp.torch;

namespace Ballast.Tests;

[TensorTests]
public sealed class ClassWeightsTests
{
    [Fact]
    public void Every_class_counts_alike_and_a_label_1_in_the_mean()
    {
        var labels = tensor(new long[] { 0, 0, 0, 0, 0, 0, 1, 1, 3, -1 });
        var weight = ClassWeights.Balanced(labels, 4);
        Assert.Equal([0.5, 1.5, 1, 3], weight);
        Assert.Equal(9, (6 * weight[0]) + (2 * weight[1]) + weight[3], 1e-12);
        Assert.Equal([1, 0.75, 1, 1.5], ClassWeights.Balanced(labels, 4, ignored: 0));
    }

    [Fact]
    public void A_yes_counts_as_often_as_a_no()
    {
        Assert.Equal([3.0], ClassWeights.BalancedPositive(tensor(new long[] { 0, 0, 0, 1 }), 2));
        Assert.Equal([1.0, 3, 3], ClassWeights.BalancedPositive(tensor(new long[] { 0, 0, 1, 2 }), 3));
        Assert.Equal([1.0], ClassWeights.BalancedPositive(tensor(new long[] { 1, 1 }), 2));
    }

    [Fact]
    public void Labels_have_to_be_labels()
    {
        Assert.Contains(
            "label 4, but labels of 4 classes run from 0 to 3",
            Assert.Throws<ArgumentException>(() => ClassWeights.Balanced(tensor(new long[] { 4 }), 4)).Message
        );
        Assert.Contains("Float32", Assert.Throws<ArgumentException>(() => ClassWeights.Balanced(zeros(3), 4)).Message);
    }
}
