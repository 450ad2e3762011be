using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Tests;

/// <summary>Cross-entropy of sequences, what is ignored in them, and what values a target may have.</summary>
[TensorTests]
public sealed class SequenceLossTests
{
    [Fact]
    public void Steps_count_like_examples()
    {
        var (logits, labels) = (randn(4, 5, 3), randint(3, [4, 5], ScalarType.Int64));
        var loss = Losses.CrossEntropy();
        Assert.Equal(loss.forward(logits.view(20, 3), labels.view(20)).item<float>(), loss.forward(logits, labels).item<float>());
        Assert.Equal(logits.argmax(2).eq(labels).sum().item<long>(), loss.Correct(logits, labels));
    }

    [Fact]
    public void What_is_ignored_counts_nowhere()
    {
        var loss = Losses.CrossEntropy(ignore_index: -100);
        var (logits, labels) = (
            randn(1, 4, 3),
            tensor(
                new long[,]
                {
                    { 2, -100, 0, -100 },
                }
            )
        );
        var kept = logits[0].index_select(0, tensor(new long[] { 0, 2 }));
        Assert.Equal(
            Losses.CrossEntropy().forward(kept, tensor(new long[] { 2, 0 })).item<float>(),
            loss.forward(logits, labels).item<float>(),
            1e-6
        );
        Assert.Equal(2, loss.Weight(labels).item<double>());
        Assert.Equal(Losses.CrossEntropy().Accuracy(kept, tensor(new long[] { 2, 0 })), loss.Accuracy(logits, labels));
    }

    [Fact]
    public void A_batch_that_is_ignored_altogether_has_loss_0_and_no_gradient()
    {
        var logits = randn(2, 3).requires_grad_();
        var loss = Losses.CrossEntropy(ignore_index: 0).forward(logits, zeros(2, ScalarType.Int64));
        loss.backward();
        Assert.Equal(0, loss.item<float>());
        Assert.Equal(0, logits.grad!.abs().max().item<float>());
    }

    [Fact]
    public void Minus_100_is_refused_unless_it_is_given() =>
        Assert.StartsWith(
            "cross-entropy met the label -100 in row 0 of the batch, position 1;",
            Assert
                .Throws<ArgumentException>(() =>
                    Losses
                        .CrossEntropy()
                        .forward(
                            zeros(1, 2, 3),
                            tensor(
                                new long[,]
                                {
                                    { 0, -100 },
                                }
                            )
                        )
                )
                .Message
        );

    [Fact]
    public void A_column_of_outputs_is_not_broadcast_against_a_row_of_targets()
    {
        var (output, target) = (
            tensor(
                new float[,]
                {
                    { 1 },
                    { 2 },
                }
            ),
            tensor(new float[] { 1, 4 })
        );
        Assert.Equal(2, Losses.MSE().forward(output, target).item<float>());
        Assert.StartsWith(
            "mse: targets are [2], outputs [2, 2]",
            Assert.Throws<ArgumentException>(() => Losses.MSE().forward(zeros(2, 2), target)).Message
        );
        Assert.StartsWith(
            "gaussian-nll: targets are [2], outputs [2, 3]; the last dimension of the outputs must be 2 times that of the targets.",
            Assert.Throws<ArgumentException>(() => Losses.GaussianNll().forward(zeros(2, 3), target)).Message
        );
    }

    [Fact]
    public void Classes_for_a_loss_of_numbers_and_numbers_for_a_loss_of_classes_are_refused()
    {
        Assert.StartsWith(
            "mse needs floating-point targets; these are Int64 [2]. For classes use cross-entropy",
            Assert.Throws<ArgumentException>(() => Losses.MSE().forward(zeros(2, 1), zeros(2, ScalarType.Int64))).Message
        );
        Assert.Contains(
            "To predict numbers, use mse.",
            Assert.Throws<ArgumentException>(() => Losses.CrossEntropy().forward(zeros(2, 3), zeros(2))).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "targets must be finite and at least 0",
            Assert.Throws<ArgumentException>(() => Losses.PoissonNll().forward(zeros(2, 1), tensor(new float[] { 1, -1 }))).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "targets must be from 0 to 1",
            Assert.Throws<ArgumentException>(() => Losses.BceWithLogits().forward(zeros(2), tensor(new float[] { 1, 1.5f }))).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Impossible_settings_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Losses.CrossEntropy([0, 0]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Losses.CrossEntropy([1, double.NaN]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Losses.CrossEntropy(label_smoothing: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Losses.BceWithLogits([-1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Losses.Huber(0));
        Assert.StartsWith(
            "cross-entropy has weights for 2 classes, but there are 3.",
            Assert.Throws<ArgumentException>(() => Losses.CrossEntropy([1, 2]).Outputs(3)).Message
        );
    }

    [Fact]
    public void TorchSharps_losses_agree()
    {
        var (output, target, variance) = (randn(8, 2), rand(8, 2), rand(8, 2) + 0.1);
        Assert.Equal(
            nn.functional.poisson_nll_loss(output, target).item<float>(),
            Losses.PoissonNll().forward(output, target).item<float>(),
            1e-6
        );
        // TorchSharp adds over the two values of a target
        Assert.Equal(
            nn.functional.gaussian_nll_loss(output, target, variance).item<float>() / 2,
            Losses.GaussianNll().forward(cat([output, variance.log()], 1), target).item<float>(),
            1e-5
        );
        Assert.Equal(
            nn.functional.gaussian_nll_loss(output.narrow(1, 0, 1), target.narrow(1, 0, 1), variance.narrow(1, 0, 1)).item<float>(),
            Losses
                .GaussianNll()
                .forward(cat([output.narrow(1, 0, 1), variance.narrow(1, 0, 1).log()], 1), target.narrow(1, 0, 1))
                .item<float>(),
            1e-5
        );
        Assert.Equal(
            nn.functional.huber_loss(output, target, 0.5).item<float>(),
            Losses.Huber(0.5).forward(output, target).item<float>(),
            1e-6
        );
    }

    [Fact]
    public void A_variance_below_the_floor_can_grow_again()
    {
        var output = tensor(
                new float[,]
                {
                    { 0, -50 },
                }
            )
            .requires_grad_();
        Losses.GaussianNll().forward(output, tensor(new float[] { 1 })).backward();
        Assert.True(output.grad![0, 1].item<float>() < -1000, "a miss of 1,000 standard deviations must raise the variance");
    }
}
