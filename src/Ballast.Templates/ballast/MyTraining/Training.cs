using Ballast;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace MyTraining;

public static class Training
{
    /// <summary>
    /// Trains, and writes down every step: <c>ballast ui</c> shows it in a browser, <c>ballast explain</c> says what went wrong.
    /// </summary>
    public static void Run(Network model, Tensor x, Tensor y, int epochs, string? run = null, Action? beforeStep = null)
    {
        using var batches = new Batches(x, y, size: 50, seed: 1);
        using var optimizer = Optimizers.AdamW(model.parameters(), lr: 0.01);
        using var guard = StepGuard.For(
            model,
            optimizer,
            GuardOptions.Auto with
            {
                Horizon = epochs * batches.PerEpoch,
                Sinks = run is null ? [] : [Sinks.RunFile(run)],
            }
        );
        for (var epoch = 0; epoch < epochs; epoch++)
            foreach (var (input, target) in batches.Epoch())
            {
                using var scope = NewDisposeScope();
                optimizer.zero_grad();
                var loss = cross_entropy(model.call(input), target);
                loss.backward();
                beforeStep?.Invoke();
                guard.Step(loss); // in a loop of TorchSharp alone: optimizer.step();
            }
    }

    /// <summary>The share of points that are told right.</summary>
    public static double Accuracy(Network model, Tensor x, Tensor y)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        return model.call(x).argmax(1).eq(y).to(ScalarType.Float64).mean().item<double>();
    }
}
