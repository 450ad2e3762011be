using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace Ballast.Conventions.Tests;

/// <summary>Code of docs/getting-started.md.</summary>
internal static class GettingStarted
{
    public static void OneLine(nn.Module<Tensor, Tensor> model, Batches batches)
    {
        using var optimizer = Optimizers.AdamW(model.parameters(), lr: 1e-3);
        using var guard = StepGuard.For(model, optimizer);

        foreach (var (x, y) in batches.Epoch())
        {
            using var scope = NewDisposeScope();
            optimizer.zero_grad();
            var loss = cross_entropy(model.call(x), y);
            loss.backward();
            guard.Step(loss);                        // was: optimizer.step();
        }
    }

    public static void Whole(nn.Module<Tensor, Tensor> model, Batches batches)
    {
        const int epochs = 3;
        using var optimizer = Optimizers.AdamW(model.parameters(), lr: 1e-3);
        using var guard = StepGuard.For(model, optimizer, GuardOptions.Auto with
        {
            Horizon = epochs * batches.PerEpoch,     // lets the update cap anneal over the last half
            Sinks = [Sinks.Console(every: 50)],
        });

        using (NewDisposeScope())                    // looks at up to 5 batches without consuming them
        {
            var preparation = guard.Prepare(batches.Peek(12), batch => cross_entropy(model.call(batch.x), batch.y));
            if (!preparation.Healthy) Console.WriteLine($"{preparation.Trouble}: {string.Join("; ", preparation.Done)}");
        }

        try
        {
            for (var epoch = 0; epoch < epochs; epoch++)
            {
                foreach (var (x, y) in batches.Epoch())
                {
                    using var scope = NewDisposeScope();
                    optimizer.zero_grad();
                    var loss = cross_entropy(model.call(x), y);
                    guard.Backward(loss);            // was: loss.backward();
                    StepRecord step = guard.Step(loss);
                    if (step.Intervened) Console.WriteLine($"step {step.Step}: {step.Verdict}");
                }
            }
        }
        catch (TrainingHaltedException halt)
        {
            Console.WriteLine(halt.Message);         // the weights are those of the last step that was taken
        }
    }

    public static void WithTrainer()
    {
        using var data = Datasets.Load("fashion-mnist-sample");
        using var model = Models.Mlp(data.InputShape, data.Classes, new ModelOptions { Hidden = [100, 100], Seed = 1 });
        using var optimizer = Optimizers.SGD(model.parameters(), lr: 0.05, momentum: 0.9);
        using var batches = new Batches(data.TrainX, data.TrainY, size: 64, seed: 1);

        var loss = Losses.CrossEntropy();
        var trainer = new Trainer { Model = model, Optimizer = optimizer, Loss = loss };
        TrainingSummary summary = trainer.Fit(batches, () => Evaluation.On(model, loss, data.TestX, data.TestY), epochs: 1);
        Console.WriteLine($"{summary.Status.Name()}: test accuracy {summary.TestAccuracy:p1}");
    }
}
