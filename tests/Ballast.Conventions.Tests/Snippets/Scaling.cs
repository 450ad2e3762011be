using Ballast.Mpi;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace Ballast.Conventions.Tests;

/// <summary>Code of docs/scaling.md.</summary>
internal static class Scaling
{
    public static int Loop(nn.Module<Tensor, Tensor> model, optim.Optimizer optimizer, Batches batches)
    {
return MpiRun.Run(world =>
{
    batches.Share(world);                     // this rank's rows of every batch
    using var guard = StepGuard.For(model, optimizer, GuardOptions.Auto with { Collective = world });
    foreach (var (x, y) in batches.Epoch())
    {
        using var scope = NewDisposeScope();
        optimizer.zero_grad();
        var loss = cross_entropy(model.call(x), y);
        guard.Backward(loss);
        guard.Step(loss, x.shape[0]);         // the mean loss of so many rows
    }

    return 0;
});
    }
}
