using static TorchSharp.torch;

namespace Ballast;

/// <summary>Whether there is room for snapshots, where nobody asked for them: a system that runs out of memory kills.</summary>
internal static class RecoveryRoom
{
    private const double LargestShare = 0.5, // of the memory that is free
        OptimizerStates = 2, // per weight, as Adam has
        LongestStream = int.MaxValue; // into which the state of an optimizer of TorchSharp is written

    /// <summary>The options, or null where the optimizer's state cannot be copied or the copies would take too much.</summary>
    public static RecoveryOptions? For(RecoveryOptions? options, nn.Module model, optim.Optimizer optimizer)
    {
        if (options is null || !OptimizerCopy.Can(optimizer))
            return null;
        var weights = model.parameters().Sum(Bytes);
        if (optimizer is not FusedOptimizer && weights * OptimizerStates >= LongestStream)
            return null;
        var copy = (weights * (1 + OptimizerStates)) + model.buffers().Sum(Bytes);
        // beside those kept: that of the lowest loss, one to be confirmed, one to compare with
        return copy * (options.Kept + 3) <= LargestShare * HostMemory.Free() ? options : null;
    }

    private static double Bytes(Tensor tensor) => (double)tensor.numel() * tensor.ElementSize;
}
