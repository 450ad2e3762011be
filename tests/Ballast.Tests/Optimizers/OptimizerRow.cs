using Ballast.Reference;
using TorchSharp.Modules;

namespace Ballast.Tests;

/// <summary>One optimizer in the battery: how to make it, and its slow twin. Adding an optimizer is one row.</summary>
public sealed record OptimizerRow(string Name, Func<IEnumerable<Parameter>, FusedOptimizer> Make, Func<int, SlowOptimizer> Twin)
{
    public static readonly OptimizerRow[] All =
    [
        new("sgd", p => Ballast.Optimizers.SGD(p, 0.05), n => new SlowSgd(n, 0.05, 0, 0, 0, false)),
        new("sgd-decay", p => Ballast.Optimizers.SGD(p, 0.05, weight_decay: 0.1), n => new SlowSgd(n, 0.05, 0, 0, 0.1, false)),
        new("sgd-momentum", p => Ballast.Optimizers.SGD(p, 0.05, momentum: 0.9), n => new SlowSgd(n, 0.05, 0.9, 0, 0, false)),
        new("sgd-dampening", p => Ballast.Optimizers.SGD(p, 0.05, momentum: 0.9, dampening: 0.3, weight_decay: 0.01), n => new SlowSgd(n, 0.05, 0.9, 0.3, 0.01, false)),
        new("sgd-nesterov", p => Ballast.Optimizers.SGD(p, 0.05, momentum: 0.9, weight_decay: 0.01, nesterov: true), n => new SlowSgd(n, 0.05, 0.9, 0, 0.01, true)),
        new("adam", p => Ballast.Optimizers.Adam(p, 0.01), n => new SlowAdam(n, 0.01, 0.9, 0.999, 1e-8, 0, false)),
        new("adam-decay", p => Ballast.Optimizers.Adam(p, 0.01, 0.8, 0.99, 1e-6, 0.1), n => new SlowAdam(n, 0.01, 0.8, 0.99, 1e-6, 0.1, false)),
        new("adamw", p => Ballast.Optimizers.AdamW(p, 0.01), n => new SlowAdam(n, 0.01, 0.9, 0.999, 1e-8, 0.01, true)),
    ];

    public override string ToString() => Name;
}
