using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Tests;

/// <summary>Optimizers to put behind a guard: Ballast's, whose kernels take scales and caps, and TorchSharp's, which are foreign.</summary>
public sealed record OptimizerKind(string Name, Func<IEnumerable<Parameter>, optim.Optimizer> Make)
{
    public static readonly OptimizerKind[] All =
    [
        .. OptimizerRow
            .All.Where(row => row.Name is "sgd" or "sgd-momentum" or "adam" or "adamw")
            .Select(row => new OptimizerKind($"ballast {row.Name}", row.Make)),
        new("torchsharp sgd", p => optim.SGD(p, 0.05, momentum: 0.9)),
        new("torchsharp adam", p => optim.Adam(p, 0.01)),
        new("torchsharp adamw", p => optim.AdamW(p, 0.01)),
        new("torchsharp rmsprop", p => optim.RMSProp(p, 0.01)),
    ];

    public override string ToString() => Name;
}
