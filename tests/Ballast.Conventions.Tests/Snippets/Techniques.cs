using Ballast.Lab;
using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Conventions.Tests;

/// <summary>What it takes to use each technique of <c>ballast compare</c>: the lines that it counts.</summary>
internal static class Techniques
{
    public static ModelOptions Dropout()
    {
        var options = new ModelOptions { Regularizers = [new Regularizer("dropout", 0.2)] };
        return options;
    }

    public static ModelOptions MoreDropout()
    {
        var options = new ModelOptions { Regularizers = [new Regularizer("dropout", 0.5)] };
        return options;
    }

    public static ModelOptions Zoneout()
    {
        var options = new ModelOptions { Regularizers = [new Regularizer("zoneout", 0.2)] };
        return options;
    }

    public static void Rollback(nn.Module model, optim.Optimizer optimizer, Tensor loss)
    {
        var flip = new DeadlyFlip(new DeadlyFlipOptions { Mode = FlipMode.Rollback });
        using var guard = StepGuard.For(model, optimizer, new GuardOptions { Edits = [flip] });
        guard.Step(loss);
    }

    public static void Twin(nn.Module model, optim.Optimizer optimizer, Tensor loss)
    {
        var flip = new DeadlyFlip(new DeadlyFlipOptions { Mode = FlipMode.Twin });
        using var guard = StepGuard.For(model, optimizer, new GuardOptions { Edits = [flip] });
        guard.Step(loss);
    }

    public static void Row(nn.Module model, optim.Optimizer optimizer, Tensor loss)
    {
        var flip = new DeadlyFlip(new DeadlyFlipOptions { Mode = FlipMode.Row });
        using var guard = StepGuard.For(model, optimizer, new GuardOptions { Edits = [flip] });
        guard.Step(loss);
    }

    public static void Auto(nn.Module model, optim.Optimizer optimizer, Tensor loss)
    {
        var flip = new DeadlyFlip(new DeadlyFlipOptions { Mode = FlipMode.Auto });
        using var guard = StepGuard.For(model, optimizer, new GuardOptions { Edits = [flip] });
        guard.Step(loss);
    }

    public static void Mirror(nn.Module model)
    {
        using var optimizer = Optimizers.MirrorDescent(model.parameters());
    }

    public static void Polyak(nn.Module model, Tensor loss)
    {
        var polyak = new PolyakStep { Softness = 10 };
        using var optimizer = Optimizers.MirrorDescent(model.parameters(), lr: 0.01, momentum: 0.9, polyak: polyak);
        using var guard = StepGuard.For(model, optimizer, new GuardOptions());
        guard.Step(loss);
    }

    public static void Clip(nn.Module model)
    {
        nn.utils.clip_grad_norm_(model.parameters(), 1);
        nn.utils.clip_grad_norm_(model.parameters(), 0.1);
    }

    public static void AdaptiveClip(nn.Module model, optim.Optimizer optimizer, Tensor loss)
    {
        using var guard = StepGuard.For(model, optimizer, new GuardOptions { Transforms = [Transforms.Agc()] });
        guard.Step(loss);
    }

    public static void Cap(nn.Module model, optim.Optimizer optimizer, Tensor loss)
    {
        using var guard = StepGuard.For(model, optimizer, new GuardOptions { Edits = [WeightEdits.UnitUpdateCap(ratio: 0.01)] });
        guard.Step(loss);
    }

    public static void Guard(nn.Module model, optim.Optimizer optimizer, Tensor loss)
    {
        using var guard = StepGuard.For(model, optimizer);
        guard.Step(loss);
    }

    public static void GuardAndFlip(nn.Module model, optim.Optimizer optimizer, Tensor loss)
    {
        using var guard = StepGuard.For(model, optimizer, GuardOptions.Auto with { Edits = [new DeadlyFlip()] });
        guard.Step(loss);
    }

    public static void AutoGuardRecovery(nn.Module<Tensor, Tensor> model, optim.Optimizer optimizer, Tensor loss, Batches batches)
    {
        using var guard = StepGuard.For(model, optimizer, GuardOptions.Auto with { Recovery = new() });
        guard.Recover([batches], () => batches.Next((x, y) => nn.functional.cross_entropy(model.call(x), y)));
        guard.Step(loss);
    }
}
