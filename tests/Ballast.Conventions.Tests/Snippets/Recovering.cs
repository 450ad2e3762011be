using Ballast.Testing;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace Ballast.Conventions.Tests;

/// <summary>Code of docs/recovery.md and docs/chaos.md.</summary>
internal static class Recovering
{
    public static void OwnLoop(nn.Module<Tensor, Tensor> model, optim.Optimizer optimizer, Batches batches, int epochs)
    {
        using var guard = StepGuard.For(model, optimizer, GuardOptions.Auto with { Recovery = new RecoveryOptions() });
        guard.Recover([batches], () => batches.Next((x, y) => cross_entropy(model.call(x), y)));
        while (batches.Position.Epoch < epochs)
            foreach (var (x, y) in batches.Epoch())
            {
                using var scope = NewDisposeScope();
                optimizer.zero_grad();
                var loss = cross_entropy(model.call(x), y);
                loss.backward();
                guard.Step(loss);
            }
    }

    public static FaultInjector Faults(nn.Module<Tensor, Tensor> model, FusedOptimizer optimizer)
    {
        var faults = new FaultInjector(
            model,
            new Fault(FaultKind.BitFlip, Step: 3) { Place = FaultPlace.Weight, Index = 7, Bit = 30 },
            new Fault(FaultKind.Huge, Step: 5) { Place = FaultPlace.State }
        )
        {
            Optimizer = optimizer,
        };
        return faults;
    }
}
