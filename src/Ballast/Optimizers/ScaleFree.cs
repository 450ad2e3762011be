using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>Which optimizers take the same step whatever the gradient's scale: those that divide by its own running size.</summary>
internal static class ScaleFree
{
    public static bool Is(optim.Optimizer optimizer) =>
        optimizer
            is FusedOptimizer { IgnoresGradientScale: true }
                or TorchSharp.Modules.Adam
                or TorchSharp.Modules.AdamW
                or Adamax
                or NAdam
                or RAdam
                or RMSProp
                or Adagrad
                or Adadelta
                or Rprop;
}
