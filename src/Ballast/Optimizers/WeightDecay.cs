using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>The weight decay that an optimizer is set with, by its first parameter group.</summary>
internal static class WeightDecay
{
    /// <summary>0 where there is none, or it is not known.</summary>
    public static double Of(optim.Optimizer optimizer) =>
        (optimizer.ParamGroups.FirstOrDefault() as ParamGroup)?.Options switch
        {
            FusedOptions own => own.Has("weight_decay") ? own["weight_decay"] : 0,
            SGD.Options sgd => sgd.weight_decay ?? 0,
            TorchSharp.Modules.Adam.Options adam => adam.weight_decay ?? 0,
            TorchSharp.Modules.AdamW.Options adamw => adamw.weight_decay ?? 0,
            _ => 0,
        };
}
