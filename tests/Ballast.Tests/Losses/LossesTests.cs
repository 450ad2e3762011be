using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Tests;

[TensorTests]
public sealed class LossesTests
{
    [Fact]
    public void Cross_entropy_is_minus_the_log_of_the_right_probability()
    {
        using var scope = NewDisposeScope();
        var loss = Losses.CrossEntropy();
        var output = tensor(
            new float[,]
            {
                { 0, 0, 0 },
                { 2, 0, 0 },
            }
        );
        var expected = (Math.Log(3) + Math.Log(Math.Exp(2) + 2)) / 2;
        Assert.Equal(expected, loss.forward(output, tensor(new long[] { 0, 1 })).item<float>(), 1e-6);
        Assert.Equal(1, loss.Correct(output, tensor(new long[] { 2, 0 })));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Bce_of_one_logit_takes_labels_0_and_1(bool column)
    {
        using var scope = NewDisposeScope();
        var loss = Losses.BceWithLogits();
        var output = tensor(new float[] { -1, 2, 3 });
        if (column)
            output = output.view(3, 1);
        var expected = (Softplus(-1) + Softplus(-2) + Softplus(3)) / 3;
        var labels = tensor(new long[] { 0, 1, 0 });
        Assert.Equal(expected, loss.forward(output, labels).item<float>(), 1e-6);
        Assert.Equal(2, loss.Correct(output, labels));
    }

    [Fact]
    public void Bce_of_many_logits_takes_labels_as_one_hot()
    {
        using var scope = NewDisposeScope();
        var loss = Losses.BceWithLogits();
        var output = tensor(
            new float[,]
            {
                { 1, -2, 0.5f },
                { 0, 1, 3 },
            }
        );
        var labels = tensor(new long[] { 0, 1 });
        var expected = (Softplus(-1) + Softplus(-2) + Softplus(0.5) + Softplus(0) + Softplus(-1) + Softplus(3)) / 6;
        Assert.Equal(expected, loss.forward(output, labels).item<float>(), 1e-6);
        Assert.Equal(expected, loss.forward(output, nn.functional.one_hot(labels, 3).to(ScalarType.Float32)).item<float>(), 1e-6);
        Assert.Equal(1, loss.Correct(output, labels));
    }

    [Fact]
    public void Outputs_follow_the_classes()
    {
        Assert.Equal((2, 10), (Losses.CrossEntropy().Outputs(2), Losses.CrossEntropy().Outputs(10)));
        Assert.Equal((1, 10), (Losses.BceWithLogits().Outputs(2), Losses.BceWithLogits().Outputs(10)));
    }

    [Theory]
    [InlineData(
        "cross-entropy",
        3,
        "cross-entropy met the label 3 in row 0 of the batch; labels must be 0 to 2, because the model gives 3 classes."
    )]
    [InlineData(
        "cross-entropy",
        -1,
        "cross-entropy met the label -1 in row 0 of the batch; labels must be 0 to 2, because the model gives 3 classes."
    )]
    [InlineData(
        "bce-with-logits",
        7,
        "bce-with-logits met the label 7 in row 0 of the batch; labels must be 0 to 2, because the model gives 3 classes."
    )]
    public void A_label_out_of_range_is_named(string name, long label, string message)
    {
        using var scope = NewDisposeScope();
        Assert.StartsWith(
            message,
            Assert.Throws<ArgumentException>(() => Losses.Create(name).forward(zeros(1, 3), tensor(new[] { label }))).Message
        );
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_named()
    {
        using var scope = NewDisposeScope();
        Assert.StartsWith(
            "cross-entropy needs logits [batch, classes] or [batch, steps, classes]; these are [4].",
            Assert.Throws<ArgumentException>(() => Losses.CrossEntropy().forward(zeros(4), zeros(4, ScalarType.Int64))).Message
        );
        Assert.StartsWith(
            "cross-entropy needs int64 labels [batch]; these are Float32 [4].",
            Assert.Throws<ArgumentException>(() => Losses.CrossEntropy().forward(zeros(4, 2), zeros(4))).Message
        );
        Assert.StartsWith(
            "bce-with-logits: 3 labels for 4 outputs.",
            Assert.Throws<ArgumentException>(() => Losses.BceWithLogits().forward(zeros(4, 1), zeros(3, ScalarType.Int64))).Message
        );
        Assert.StartsWith(
            "bce-with-logits: targets are [3], logits [4, 1].",
            Assert.Throws<ArgumentException>(() => Losses.BceWithLogits().forward(zeros(4, 1), zeros(3))).Message
        );
    }

    [Theory]
    [InlineData("cross-entropy-loss", "cross-entropy")]
    [InlineData("binary-cross-entropy-with-logits", "bce-with-logits")]
    public void Long_names_are_the_same_losses(string name, string expected) => Assert.Equal(expected, Losses.Create(name).Name);

    [Fact]
    public void Unknown_name_is_answered_with_the_nearest() =>
        Assert.StartsWith(
            "There is no loss named 'cross-entorpy'. Did you mean 'cross-entropy'?",
            Assert.Throws<ArgumentException>(() => Losses.Create("cross-entorpy")).Message
        );

    private static double Softplus(double x) => Math.Log(1 + Math.Exp(x));
}
