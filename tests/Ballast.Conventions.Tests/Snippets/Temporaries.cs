using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace Ballast.Conventions.Tests;

/// <summary>Code of docs/temporaries.md.</summary>
internal static class Temporaries
{
    private static readonly Scalar s_half = 0.5;

    public static Tensor LossOf(Tensor output, Tensor target, Tensor extra, double weight)
    {
        using Scalar two = 2, share = weight, one = 1;       // held to the end of the method
        return (output - target).pow(two).mul(s_half).mean().add(extra.mul(share), alpha: one);
    }

    public static void Keep(nn.Module model)
    {
        foreach (var tensor in model.parameters().Concat(model.buffers())) tensor.DetachFromDisposeScope();
    }

    public static void Loop(nn.Module<Tensor, Tensor> model, optim.Optimizer optimizer, StepGuard guard, Batches batches)
    {
        foreach (var (x, y) in batches.Epoch())
        {
            using var scope = NewDisposeScope();
            optimizer.zero_grad();
            var output = model.call(x);
            var loss = cross_entropy(output, y).add(output.pow(2.Held()).mean() * 0.01.Held(), alpha: 1.Held());
            loss.backward();
            guard.Step(loss);
        }
    }
}
