using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Conventions.Tests;

/// <summary>Code of docs/dropout.md.</summary>
internal static class DropoutPage
{
    public static void Modules()
    {
        using var model = nn.Sequential(nn.Linear(20, 100), nn.ReLU(), Dropouts.Dropout(0.2), nn.Linear(100, 10));
        Dropouts.Seed(model, 1);
        Assert.Equal([8, 10], model.call(randn(8, 20)).shape);
    }

    public static void Zoo()
    {
        using var model = Models.ResNet([1, 28, 28], outputs: 10, new ModelOptions
        {
            Depth = 3,
            Regularizers = [new Regularizer("dropout", 0.2), new Regularizer("drop-path", 0.1)],
        });
        Assert.Equal([8, 10], model.call(randn(8, 1, 28, 28)).shape);
    }

    public static void Cell(long n, long steps, long width)
    {
        using var cell = nn.GRUCell(2, width);
        var x = randn(n, steps, 2);
        var zoneout = Dropouts.Zoneout(0.1, seed: 1);
        var state = zeros(n, width);
        var masks = zoneout.Begin(state);
        for (var t = 0; t < steps; t++) state = masks.Next(state, cell.call(x.select(1, t), masks.Seen(state)));
        Assert.Equal([n, width], state.shape);
    }

    public static void Scheduled()
    {
        var dropout = Dropouts.Dropout(DropRate.Early(0.1, steps: 5000), seed: 1);
        Assert.Equal(0.1, dropout.P);
    }

    public static void Twice(nn.Module<Tensor, Tensor> model, TrainingLoss loss, Tensor x, Tensor y)
    {
        var (output, value) = RDrop.Forward(model, loss, x, y, alpha: 1);
        Assert.Equal(x.shape[0], output.shape[0]);
        Assert.True(value.isfinite().item<bool>());
    }

    public static void Sure(nn.Module<Tensor, Tensor> model, Tensor x)
    {
        using var answer = MonteCarlo.Predict(model, x, samples: 30);
        var (probability, unsure, disagreement) = (answer.Probability, answer.Entropy, answer.MutualInformation);
        Assert.True(unsure.ge(disagreement).all().item<bool>());
        Assert.Equal(1, probability.sum(-1)[0].item<float>(), 1e-5);
    }
}
