using Ballast.Lab;
using static TorchSharp.torch;

namespace Ballast.Conventions.Tests;

/// <summary>Code of docs/deadly-flip.md.</summary>
internal static class DeadlyFlips
{
    public static void Use(nn.Module model, optim.Optimizer optimizer)
    {
        using var guard = StepGuard.For(model, optimizer, new GuardOptions { Edits = [new DeadlyFlip()] });
    }

    public static void Measure()
    {
        var task = ComparisonTasks.Of("sgd-rate");
        var result = TrialRunner.Run(task, ComparisonTechniques.Of("flip-auto"), seed: 1)!;
        Console.WriteLine($"{task.Measure} {result.Value}, {result.Flips} flips");
    }
}
