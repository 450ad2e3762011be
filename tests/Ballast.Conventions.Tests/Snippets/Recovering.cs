using Ballast.Testing;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace Ballast.Conventions.Tests;

/// <summary>Code of docs/recovery.md and docs/chaos.md.</summary>
internal static class Recovering
{
    public static GuardOptions LeaveOut(Batches batches)
    {
        var options = GuardOptions.Auto with
        {
            OnRefusal = reading =>
            {
                batches.LeaveOut(BadOnes(batches.Present));        // by your own test
                return "left out what was bad";                    // into the record
            },
        };
        return options;
    }

    private static IEnumerable<long> BadOnes(IReadOnlyList<long> samples) => samples.Take(1);

    public static void Narrow(nn.Module<Tensor, Tensor> model)
    {
        ModelPrecision.UseBFloat16(model);                              // before the optimizer is made
        using var optimizer = Optimizers.Adam(model.parameters(), lr: 0.003);
    }

    public static void Scaled(nn.Module model, optim.Optimizer optimizer, Tensor loss)
    {
        var options = GuardOptions.Auto with { LossScale = new LossScaleOptions() };
        using var guard = StepGuard.For(model, optimizer, options);
        guard.Backward(loss);                                      // instead of loss.backward()
        guard.Step(loss);
    }

    public static void Joint(
        nn.Module critic,
        nn.Module generator,
        optim.Optimizer criticOptimizer,
        optim.Optimizer generatorOptimizer,
        Tensor criticLoss
    )
    {
        using var guard = JointGuard.For([new("critic", critic, criticOptimizer), new("generator", generator, generatorOptimizer)]);
        criticLoss.backward();
        guard.Step("critic", criticLoss);
    }

    public static void JointRecovery(
        nn.Module critic,
        nn.Module generator,
        optim.Optimizer criticOptimizer,
        optim.Optimizer generatorOptimizer,
        Batches batches
    )
    {
        using var guard = JointGuard.For(
            [new("critic", critic, criticOptimizer), new("generator", generator, generatorOptimizer)],
            recovery: new RecoveryOptions()
        );
        guard.Recover([batches]);                              // where the data stand
    }

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
