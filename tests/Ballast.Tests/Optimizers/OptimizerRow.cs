using Ballast.Reference;
using TorchSharp.Modules;

namespace Ballast.Tests;

/// <summary>One optimizer in the battery: how to make it, and its slow twin. Adding an optimizer is one row.</summary>
public sealed record OptimizerRow(string Name, Func<IEnumerable<Parameter>, FusedOptimizer> Make, Func<long[], SlowOptimizer> Twin)
{
    public static readonly OptimizerRow[] All =
    [
        new("sgd", p => Ballast.Optimizers.SGD(p, 0.05), s => new SlowSgd(Size(s), 0.05, 0, 0, 0, false)),
        new("sgd-decay", p => Ballast.Optimizers.SGD(p, 0.05, weight_decay: 0.1), s => new SlowSgd(Size(s), 0.05, 0, 0, 0.1, false)),
        new("sgd-momentum", p => Ballast.Optimizers.SGD(p, 0.05, momentum: 0.9), s => new SlowSgd(Size(s), 0.05, 0.9, 0, 0, false)),
        new("sgd-dampening", p => Ballast.Optimizers.SGD(p, 0.05, momentum: 0.9, dampening: 0.3, weight_decay: 0.01), s => new SlowSgd(Size(s), 0.05, 0.9, 0.3, 0.01, false)),
        new("sgd-nesterov", p => Ballast.Optimizers.SGD(p, 0.05, momentum: 0.9, weight_decay: 0.01, nesterov: true), s => new SlowSgd(Size(s), 0.05, 0.9, 0, 0.01, true)),
        new("adam", p => Ballast.Optimizers.Adam(p, 0.01), s => new SlowAdam(Size(s), 0.01, 0.9, 0.999, 1e-8, 0, false)),
        new("adam-decay", p => Ballast.Optimizers.Adam(p, 0.01, 0.8, 0.99, 1e-6, 0.1), s => new SlowAdam(Size(s), 0.01, 0.8, 0.99, 1e-6, 0.1, false)),
        new("adamw", p => Ballast.Optimizers.AdamW(p, 0.01), s => new SlowAdam(Size(s), 0.01, 0.9, 0.999, 1e-8, 0.01, true)),
        new("stable-adamw", p => Ballast.Optimizers.StableAdamW(p, 0.01), s => new SlowStableAdamW(Size(s), 0.01, 0.9, 0.99, 1e-6, 0.01)),
        new("spam", p => Ballast.Optimizers.SPAM(p, 0.01, weight_decay: 0.1, threshold: 4, interval: 40, warmup: 15), s => new SlowSpam(Size(s), 0.01, 0.9, 0.999, 1e-6, 0.1, 4, 40, 15)),
    ];

    private static int Size(long[] shape) => (int)shape.Aggregate(1L, (product, size) => product * size);

    public override string ToString() => Name;
}
