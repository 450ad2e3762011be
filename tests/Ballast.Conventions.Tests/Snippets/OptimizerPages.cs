using static TorchSharp.torch;

namespace Ballast.Conventions.Tests;

/// <summary>Code of docs/optimizers and docs/mirror-descent.md.</summary>
internal static class OptimizerPages
{
    public static void NAdam(nn.Module model)
    {
        using var optimizer = Optimizers.NAdam(model.parameters(), lr: 2e-3);
    }

    public static void RAdam(nn.Module model)
    {
        using var optimizer = Optimizers.RAdam(model.parameters(), lr: 1e-3);
    }

    public static void Adagrad(nn.Module model)
    {
        using var optimizer = Optimizers.Adagrad(model.parameters(), lr: 0.01);
    }

    public static void RMSprop(nn.Module model)
    {
        using var optimizer = Optimizers.RMSprop(model.parameters(), lr: 0.01);
    }

    public static void Adamax(nn.Module model)
    {
        using var optimizer = Optimizers.Adamax(model.parameters(), lr: 2e-3);
    }

    public static void Lion(nn.Module model)
    {
        using var optimizer = Optimizers.Lion(model.parameters(), lr: 1e-4, weight_decay: 1);
    }

    public static void Signum(nn.Module model)
    {
        using var optimizer = Optimizers.Signum(model.parameters(), lr: 1e-4);
    }

    public static void NormalizedSGD(nn.Module model)
    {
        using var optimizer = Optimizers.NormalizedSGD(model.parameters(), lr: 0.01);
    }

    public static void LAMB(nn.Module model)
    {
        using var optimizer = Optimizers.LAMB(ParameterGroups.DecayOnlyMatrices(model.parameters()), lr: 1e-3);
    }

    public static void LARS(nn.Module model)
    {
        using var optimizer = Optimizers.LARS(ParameterGroups.DecayOnlyMatrices(model.parameters()), lr: 1, weight_decay: 1e-4);
    }

    public static void Adan(nn.Module model)
    {
        using var optimizer = Optimizers.Adan(model.parameters(), lr: 1e-3, weight_decay: 0.02);
    }

    public static void StableAdamW(nn.Module model)
    {
        using var optimizer = Optimizers.StableAdamW(model.parameters(), lr: 1e-3);
    }

    public static void SPAM(nn.Module model)
    {
        using var optimizer = Optimizers.SPAM(model.parameters(), lr: 1e-3);
    }

    public static void Adafactor(nn.Module model)
    {
        using var optimizer = Optimizers.Adafactor(model.parameters(), lr: 0.01);
    }

    public static void Muon(nn.Module model)
    {
        using var optimizer = Optimizers.Muon(model.parameters(), lr: 0.02);
    }

    public static void MirrorDescent(nn.Module model)
    {
        using var optimizer = Optimizers.MirrorDescent(model.parameters(), MirrorMaps.Hypentropy(beta: 1), lr: 0.1);
    }

    public static void Polyak(nn.Module model, IEnumerable<(Tensor X, Tensor Y)> batches, Func<Tensor, Tensor, Tensor> lossOf)
    {
        var polyak = new PolyakStep { Softness = 10 };
        using var optimizer = Optimizers.MirrorDescent(model.parameters(), lr: 0.01, momentum: 0.9, polyak: polyak);
        using var guard = StepGuard.For(model, optimizer);       // hands the loss over
        foreach (var (x, y) in batches)
        {
            using var scope = NewDisposeScope();
            optimizer.zero_grad();
            var loss = lossOf(x, y);
            loss.backward();
            guard.Step(loss);
        }
    }

    public static void Projected(nn.Module model, optim.Optimizer optimizer)
    {
        using var guard = StepGuard.For(model, optimizer, GuardOptions.Auto with
        {
            Edits =
            [
                Projections.L2Ball(radius: 5, on: name => name.EndsWith("head.weight", StringComparison.Ordinal)),
                Projections.NonNegative(on: name => name == "mixture.weight"),
            ],
        });
    }
}
