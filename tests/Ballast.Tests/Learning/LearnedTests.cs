using TorchSharp;
using TorchSharp.Modules;
using static Ballast.Tests.LearnedTrainings;
using static TorchSharp.torch;

namespace Ballast.Tests;

/// <summary>Whole trainings, useless ones and healthy ones of many kinds, beside the trivial predictor of their data.</summary>
[TensorTests]
public sealed class LearnedTests
{
    public LearnedTests()
    {
        set_num_threads(1);
        random.manual_seed(7);
    }

    [Fact]
    public void A_healthy_classifier_has_learned_and_nothing_is_said()
    {
        var it = Fit(Mlp(3), Three, new() { Rate = 0.01 });
        Assert.Equal((Learned.Yes, "yes", ""), (it.Learned, it.Word, it.Sentence));
        Assert.InRange(it.Accuracy, 0.3, 0.7);
        Assert.InRange(it.Loss, 0.9, 1.1);
    }

    [Fact]
    public void A_rate_that_moves_nothing() =>
        Useless(Fit(Mlp(3), Three, new() { Rate = 1e-8 }), "of their size in", "so the learning rate 1e-08 is too small");

    [Fact]
    public void Weights_that_began_at_zero() =>
        Useless(
            Fit(With(Mlp(3), p => p.zero_()), Three, new() { Rate = 0.01 }),
            "parameters never had a gradient",
            "weights that began at 0"
        );

    [Fact]
    public void Dead_units() => Useless(Fit(With(Mlp(3), p =>
                {
                    if (p.ndim == 1 && p.shape[0] == 16)
                        p.fill_(-1e3);
                }), Three, new() { Rate = 1e-3, Guard = GuardOptions.ObserveOnly }), "Dead units");

    [Fact]
    public void Decay_that_eats_the_weights() =>
        Useless(
            Fit(
                Mlp(3),
                Three,
                new()
                {
                    Rate = 0.1,
                    Decay = 0.9,
                    Sgd = true,
                }
            ),
            "the weights shrank to",
            "weight decay 0.9 times learning rate 0.1"
        );

    [Fact]
    public void Gradients_that_vanish_through_many_sigmoids()
    {
        using var deep = Models.Mlp([Inputs], 3, new ModelOptions { Hidden = [.. Enumerable.Repeat(16, 12)], Activation = "sigmoid" });
        Useless(Fit(deep, Three, new() { Rate = 0.01, Sgd = true }), "gradients vanish on their way back");
    }

    /// <summary>The targets say nothing: a readout of units that stand still learns from the others, at times.</summary>
    [Fact]
    public void Units_of_tanh_that_are_saturated() => Useless(Fit(With(Mlp(3, tanh: true), p =>
                {
                    if (p.ndim == 2 && p.shape[0] == 16)
                        p.mul_(1e12);
                }), Guesses, new() { Rate = 1e-3, Guard = GuardOptions.ObserveOnly }), "never had a gradient");

    [Fact]
    public void A_rare_class_that_is_never_answered() =>
        Useless(
            Fit(
                Mlp(2),
                n => (randn(n, Inputs), rand(n).gt(0.98).to(ScalarType.Int64)),
                new()
                {
                    Rate = 1e-3,
                    Rows = 4000,
                    Epochs = 3,
                }
            ),
            "% of the training part are of one class, and class 1 is never answered"
        );

    [Fact]
    public void Labels_that_were_shuffled_and_learned_by_heart() =>
        Useless(
            Fit(
                Mlp(2, wide: true),
                n => (randn(n, Inputs), randint(0, 2, [n], dtype: ScalarType.Int64)),
                new()
                {
                    Rate = 0.01,
                    Rows = 300,
                    Epochs = 60,
                }
            ),
            "by heart"
        );

    [Fact]
    public void A_target_column_that_is_constant()
    {
        Useless(
            Fit(Mlp(1), n => (randn(n, Inputs), full([n, 1], 3f)), new() { Loss = Losses.MSE() }),
            "all targets of the training part are the same. Is it the right column?"
        );
        Useless(
            Fit(Mlp(2), n => (randn(n, Inputs), zeros(n, dtype: ScalarType.Int64)), new()),
            "all targets of the training part are the same"
        );
    }

    [Fact]
    public void Numbers_that_nothing_is_known_of()
    {
        var it = Fit(
            Mlp(1),
            n => (randn(n, Inputs), randn(n, 1)),
            new()
            {
                Loss = Losses.MSE(),
                Rate = 0.01,
                Rows = 1000,
                Epochs = 20,
            }
        );
        Assert.NotEqual(Learned.Yes, it.Learned);
        Useless(
            Fit(With(Mlp(1), p => p.zero_()), n => (randn(n, Inputs), randn(n, 1)), new() { Loss = Losses.MSE() }),
            "predicting the mean"
        );
        Useless(
            Fit(With(Mlp(1), p => p.zero_()), n => (randn(n, Inputs), randn(n, 1)), new() { Loss = Losses.MAE() }),
            "predicting the median"
        );
    }

    public static TheoryData<string> Healthy =>
        [
            "weighted",
            "smoothed",
            "bce",
            "mse",
            "huber",
            "mae",
            "poisson",
            "gaussian",
            "columns",
            "autoencoder",
            "steps",
            "language",
            "unlike",
            "noisy",
        ];

    [Theory]
    [MemberData(nameof(Healthy))]
    public void Every_kind_of_healthy_training_has_learned(string kind)
    {
        Tensor Signal(Tensor x) => x.narrow(1, 0, 1).mul(2).sub(x.narrow(1, 1, 1));
        var it = kind switch
        {
            "weighted" => Fit(Mlp(3), Three, new() { Rate = 0.01, Loss = Losses.CrossEntropy([1, 5, 0.5]) }),
            "smoothed" => Fit(Mlp(3), Three, new() { Rate = 0.01, Loss = Losses.CrossEntropy(label_smoothing: 0.2) }),
            "bce" => Fit(
                Mlp(1),
                n =>
                {
                    var x = randn(n, Inputs);
                    return (x, Signal(x).gt(0).to(ScalarType.Int64).flatten());
                },
                new() { Rate = 0.01, Loss = Losses.BceWithLogits([3]) }
            ),
            "poisson" => Fit(
                Mlp(1),
                n =>
                {
                    var x = randn(n, Inputs);
                    return (x, torch.poisson(Signal(x).mul(0.3).exp()));
                },
                new() { Rate = 0.01, Loss = Losses.PoissonNll() }
            ),
            "gaussian" => Fit(
                Mlp(2),
                n =>
                {
                    var x = randn(n, Inputs);
                    return (x, Signal(x).add(randn(n, 1).mul(0.1)));
                },
                new() { Rate = 0.01, Loss = Losses.GaussianNll() }
            ),
            "columns" => Fit(
                Mlp(3),
                n =>
                {
                    var x = randn(n, Inputs);
                    return (x, cat([Signal(x), x.narrow(1, 2, 1), randn(n, 1)], 1));
                },
                new() { Rate = 0.01, Loss = Losses.MSE() }
            ),
            "autoencoder" => Fit(
                Mlp(Inputs),
                n =>
                {
                    var x = randn(n, 2).matmul(ones(2, Inputs).triu(0));
                    return (x, x);
                },
                new() { Rate = 0.01, Loss = Losses.MSE() }
            ),
            "steps" or "language" => Sequences(kind == "language"),
            "unlike" => Fit(
                Mlp(2),
                n =>
                {
                    var x = randn(n, Inputs);
                    return (x, Signal(x).add(randn(n, 1)).gt(4.5).to(ScalarType.Int64).flatten());
                },
                new() { Rate = 0.01, Rows = 4000 }
            ),
            "noisy" => Fit(
                Mlp(1),
                n =>
                {
                    var x = randn(n, Inputs);
                    return (x, Signal(x).mul(0.2).add(randn(n, 1)));
                },
                new()
                {
                    Rate = 3e-3,
                    Rows = 6000,
                    Epochs = 3,
                    Loss = Losses.MSE(),
                }
            ),
            _ => Fit(
                Mlp(1),
                n =>
                {
                    var x = randn(n, Inputs);
                    return (x, Signal(x).add(randn(n, 1).mul(0.3)));
                },
                new() { Rate = 0.01, Loss = Losses.Create(kind) }
            ),
        };
        Assert.Equal((Learned.Yes, ""), (it.Learned, it.Sentence));
    }

    [Theory]
    [InlineData(15)]
    [InlineData(30)]
    [InlineData(60)]
    public void A_tiny_table_that_is_learned_is_never_called_nothing(int rows)
    {
        for (var seed = 0; seed < 8; seed++)
        {
            random.manual_seed(seed);
            var it = Fit(
                Mlp(2),
                n =>
                {
                    var x = randn(n, Inputs);
                    return (x, x.narrow(1, 0, 1).add(randn(n, 1).mul(0.5)).gt(0).to(ScalarType.Int64).flatten());
                },
                new()
                {
                    Rate = 0.01,
                    Rows = rows,
                    Batch = 8,
                    Epochs = 20,
                }
            );
            Assert.True(it.Learned is null or Learned.Yes, $"seed {seed}: {it}");
            Assert.Equal("", it.Sentence);
        }
    }

    [Fact]
    public void A_loss_of_ones_own_is_compared_with_nothing()
    {
        using var model = Mlp(3);
        var (x, y) = Three(50);
        Assert.Null(new TrivialPredictor(new Focal(), y, x, y).Compare(model));
        Assert.NotNull(new TrivialPredictor(Losses.CrossEntropy(), y, x, y).Compare(model));
    }

    [Fact]
    public void A_trained_model_that_is_trained_on_with_a_small_rate_is_not_called_useless()
    {
        using var model = Mlp(3);
        var data = Three(1500);
        Assert.Equal(Learned.Yes, Fit(model, _ => data, new() { Rate = 0.01 }).Learned);
        Assert.Equal(Learned.Yes, Fit(model, _ => data, new() { Rate = 1e-9 }).Learned);
    }
}
