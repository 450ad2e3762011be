using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Tests;

/// <summary>Small trainings, and the trivial predictor of their data beside them.</summary>
internal static class LearnedTrainings
{
    public const int Inputs = 6;

    public static void Useless(TrivialComparison it, params string[] reasons)
    {
        Assert.True(it.Learned is Learned.No or Learned.Worse, $"{it}");
        Assert.True(reasons.All(reason => it.Sentence.Contains(reason, StringComparison.Ordinal)), it.Sentence);
    }

    public static (Tensor X, Tensor Y) Three(int n)
    {
        var x = randn(n, Inputs);
        return (x, x.select(1, 0).gt(0.4).to(ScalarType.Int64).add(x.select(1, 1).gt(0.2).to(ScalarType.Int64)));
    }

    public static (Tensor X, Tensor Y) Guesses(int n) => (randn(n, Inputs), randint(0, 3, [n], dtype: ScalarType.Int64));

    public static TrivialComparison Sequences(bool language)
    {
        using var model = Models.Gru(
            [12],
            5,
            new ModelOptions
            {
                Width = 24,
                Symbols = 5,
                Output = "all",
            }
        );
        return Fit(
            model,
            n =>
            {
                var x = language
                    ? cumsum(ones(n, 13, dtype: ScalarType.Int64), 1).add(randint(0, 5, [n, 1], dtype: ScalarType.Int64)).remainder(5)
                    : randint(0, 5, [n, 13], dtype: ScalarType.Int64);
                return (x.narrow(1, 0, 12).contiguous(), x.narrow(1, language ? 1 : 0, 12).contiguous());
            },
            new() { Rate = 0.01, Rows = 400 }
        );
    }

    public static Sequential Mlp(int outputs, bool tanh = false, bool wide = false)
    {
        var width = wide ? 128 : 16;
        return nn.Sequential(
            ("a", nn.Linear(Inputs, width)),
            ("b", tanh ? nn.Tanh() : nn.ReLU()),
            ("c", nn.Linear(width, width)),
            ("d", tanh ? nn.Tanh() : nn.ReLU()),
            ("e", nn.Linear(width, outputs))
        );
    }

    public static Sequential With(Sequential model, Action<Parameter> change)
    {
        using var off = no_grad();
        foreach (var p in model.parameters())
            change(p);
        return model;
    }

    public sealed record Setting
    {
        public double Rate { get; init; } = 0.01;
        public double Decay { get; init; }
        public bool Sgd { get; init; }
        public int Rows { get; init; } = 1500;
        public int Batch { get; init; } = 32;
        public int Epochs { get; init; } = 6;
        public TrainingLoss Loss { get; init; } = Losses.CrossEntropy();
        public GuardOptions Guard { get; init; } = GuardOptions.Auto;
    }

    public static TrivialComparison Fit(nn.Module<Tensor, Tensor> model, Func<int, (Tensor X, Tensor Y)> draw, Setting it)
    {
        var (x, y) = draw(it.Rows);
        var trained = it.Rows * 4 / 5;
        var (testX, testY) = (x.narrow(0, trained, it.Rows - trained), y.narrow(0, trained, it.Rows - trained));
        using optim.Optimizer optimizer = it.Sgd
            ? Ballast.Optimizers.SGD(model.parameters(), it.Rate, weight_decay: it.Decay)
            : Ballast.Optimizers.Adam(model.parameters(), it.Rate);
        using var batches = new Batches(x.narrow(0, 0, trained), y.narrow(0, 0, trained), it.Batch, seed: 1);
        var summary = new Trainer
        {
            Model = model,
            Optimizer = optimizer,
            Loss = it.Loss,
            Guard = it.Guard,
            Trivial = new(it.Loss, y.narrow(0, 0, trained), testX, testY),
        }.Fit(batches, () => Evaluation.On(model, it.Loss, testX, testY), it.Epochs);
        return summary.Trivial!;
    }

    public sealed class Focal() : TrainingLoss("focal")
    {
        private readonly TrainingLoss _plain = Losses.CrossEntropy();

        public override long Outputs(int classes) => classes;

        public override Tensor forward(Tensor output, Tensor target) => _plain.forward(output, target).pow(2);

        public override Answers Answer(Tensor output, Tensor target) => _plain.Answer(output, target);
    }
}
