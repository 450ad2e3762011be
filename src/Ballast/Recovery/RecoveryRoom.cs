using static TorchSharp.torch;

namespace Ballast;

/// <summary>Whether there is room for snapshots, where nobody asked for them: a system that runs out of memory kills.</summary>
internal static class RecoveryRoom
{
    private const double LargestShare = 0.5, // of the memory that is free
        OptimizerStates = 2; // per weight, as Adam has

    /// <summary>The options, or null where the optimizer's state cannot be copied or the copies would take too much.</summary>
    public static RecoveryOptions? For(RecoveryOptions? options, nn.Module model, optim.Optimizer optimizer)
    {
        if (options is null || !OptimizerCopy.Can(optimizer))
            return null;
        var weights = model.parameters().Sum(Bytes);
        var copy = (weights * (1 + OptimizerStates)) + model.buffers().Sum(Bytes);
        return copy * (options.Kept + 2) <= LargestShare * HostMemory.Free() ? options : null; // one to be confirmed, one to compare with
    }

    private static double Bytes(Tensor tensor) => (double)tensor.numel() * tensor.ElementSize;
}
