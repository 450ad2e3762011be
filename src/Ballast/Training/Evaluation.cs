using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>Measures a model on data that is not trained on.</summary>
public static class Evaluation
{
    private const int BatchSize = 500;

    /// <summary>Mean loss and share of right answers over a whole set, in evaluation mode and without gradients; the mode is put back.</summary>
    /// <param name="model">Called through <c>call()</c>.</param>
    /// <param name="loss">What is averaged and counted.</param>
    /// <param name="x">Inputs [n, ...].</param>
    /// <param name="y">Targets [n].</param>
    /// <param name="device">Where the model is.</param>
    public static (double Loss, double Accuracy) On(nn.Module<Tensor, Tensor> model, TrainingLoss loss, Tensor x, Tensor y, Device? device = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(loss);
        var (training, total, correct) = (model.training, 0.0, 0L);
        model.eval();
        try
        {
            using var off = no_grad();
            foreach (var (inputs, targets) in Batches.InOrder(x, y, BatchSize, device))
            {
                using var scope = NewDisposeScope();
                var output = model.call(inputs);
                total += LossValue.Read(loss.forward(output, targets)) * targets.shape[0];
                correct += loss.Correct(output, targets);
            }
        }
        finally
        {
            model.train(training);
        }

        return (total / x.shape[0], (double)correct / x.shape[0]);
    }
}
