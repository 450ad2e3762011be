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
        new(
            "sgd-dampening",
            p => Ballast.Optimizers.SGD(p, 0.05, momentum: 0.9, dampening: 0.3, weight_decay: 0.01),
            s => new SlowSgd(Size(s), 0.05, 0.9, 0.3, 0.01, false)
        ),
        new(
            "sgd-nesterov",
            p => Ballast.Optimizers.SGD(p, 0.05, momentum: 0.9, weight_decay: 0.01, nesterov: true),
            s => new SlowSgd(Size(s), 0.05, 0.9, 0, 0.01, true)
        ),
        new("adam", p => Ballast.Optimizers.Adam(p, 0.01), s => new SlowAdam(Size(s), 0.01, 0.9, 0.999, 1e-8, 0, false)),
        new(
            "adam-decay",
            p => Ballast.Optimizers.Adam(p, 0.01, 0.8, 0.99, 1e-6, 0.1),
            s => new SlowAdam(Size(s), 0.01, 0.8, 0.99, 1e-6, 0.1, false)
        ),
        new("adamw", p => Ballast.Optimizers.AdamW(p, 0.01), s => new SlowAdam(Size(s), 0.01, 0.9, 0.999, 1e-8, 0.01, true)),
        new(
            "nadam",
            p => Ballast.Optimizers.NAdam(p, 0.01, weight_decay: 0.1),
            s => new SlowNAdam(Size(s), 0.01, 0.9, 0.999, 1e-8, 0.1, 4e-3, false)
        ),
        new(
            "nadam-decoupled",
            p => Ballast.Optimizers.NAdam(p, 0.01, weight_decay: 0.1, decoupled_weight_decay: true),
            s => new SlowNAdam(Size(s), 0.01, 0.9, 0.999, 1e-8, 0.1, 4e-3, true)
        ),
        new("radam", p => Ballast.Optimizers.RAdam(p, 0.01, weight_decay: 0.1), s => new SlowRAdam(Size(s), 0.01, 0.9, 0.999, 1e-8, 0.1)),
        new(
            "adagrad",
            p => Ballast.Optimizers.Adagrad(p, 0.2, 0.001, 0.01, 0.1),
            s => new SlowAdagrad(Size(s), 0.2, 0.001, 0.01, 0.1, 1e-10)
        ),
        new(
            "rmsprop",
            p => Ballast.Optimizers.RMSprop(p, 0.01, weight_decay: 0.1),
            s => new SlowRmsProp(Size(s), 0.01, 0.99, 1e-8, 0.1, 0, false)
        ),
        new(
            "rmsprop-centered",
            p => Ballast.Optimizers.RMSprop(p, 0.003, momentum: 0.8, centered: true),
            s => new SlowRmsProp(Size(s), 0.003, 0.99, 1e-8, 0, 0.8, true)
        ),
        new(
            "adamax",
            p => Ballast.Optimizers.Adamax(p, 0.01, weight_decay: 0.1),
            s => new SlowAdamax(Size(s), 0.01, 0.9, 0.999, 1e-8, 0.1)
        ),
        new("lion", p => Ballast.Optimizers.Lion(p, 0.005, weight_decay: 0.1), s => new SlowLion(Size(s), 0.005, 0.9, 0.99, 0.1)),
        new("signum", p => Ballast.Optimizers.Signum(p, 0.005, weight_decay: 0.1), s => new SlowSignum(Size(s), 0.005, 0.9, 0.1)),
        new(
            "normalized-sgd",
            p => Ballast.Optimizers.NormalizedSGD(p, 0.02, weight_decay: 0.1),
            s => new SlowNormalizedSgd(Size(s), 0.02, 0.9, 0.1)
        ),
        new("lamb", p => Ballast.Optimizers.LAMB(p, 0.01), s => new SlowLamb(s, 0.01, 0.9, 0.999, 1e-6, 0.01)),
        new("lars", p => Ballast.Optimizers.LARS(p, 0.01, weight_decay: 0.1), s => new SlowLars(s, 0.01, 0.9, 0.1, 1e-3, 1e-8)),
        new(
            "adan",
            p => Ballast.Optimizers.Adan(p, 0.01, weight_decay: 0.1),
            s => new SlowAdan(Size(s), 0.01, 0.98, 0.92, 0.99, 1e-8, 0.1)
        ),
        new(
            "adafactor",
            p => Ballast.Optimizers.Adafactor(p, weight_decay: 0.1),
            s => new SlowAdafactor(s, 0.01, 0.8, Math.BitIncrement(1) - 1, 1e-3, 1, 0.1)
        ),
        new(
            "muon",
            p => Ballast.Optimizers.Muon(p, weight_decay: 0.1, share: 0.5),
            s => new SlowMuon(s, 0.02, 0.95, 0.1, 0.5, 0.9, 0.95, 1e-10)
        ),
        new("mirror-hypentropy", p => Ballast.Optimizers.MirrorDescent(p), s => SlowMirrorDescent.Hypentropy(s, 0.1, 0, 0.1, 1)),
        new(
            "mirror-hypentropy-sharp",
            p => Ballast.Optimizers.MirrorDescent(p, MirrorMaps.Hypentropy(0.01), 0.02, momentum: 0.9, dual_clip: 0),
            s => SlowMirrorDescent.Hypentropy(s, 0.02, 0.9, 0, 0.01)
        ),
        new(
            "mirror-q-norm",
            p => Ballast.Optimizers.MirrorDescent(p, MirrorMaps.QNorm(1.5), 0.02, momentum: 0.9),
            s => SlowMirrorDescent.QNorm(s, 0.02, 0.9, 0.1, 1.5)
        ),
        new(
            "mirror-euclidean",
            p => Ballast.Optimizers.MirrorDescent(p, MirrorMaps.Euclidean(), 0.02),
            s => SlowMirrorDescent.QNorm(s, 0.02, 0, 0.1, 2)
        ),
        new("adabelief-from-outside", p => OwnOptimizers.AdaBelief(p, 0.01), s => new SlowAdaBelief(Size(s), 0.01, 0.9, 0.999, 1e-8)),
        new("stable-adamw", p => Ballast.Optimizers.StableAdamW(p, 0.01), s => new SlowStableAdamW(Size(s), 0.01, 0.9, 0.99, 1e-6, 0.01)),
        new(
            "spam",
            p => Ballast.Optimizers.SPAM(p, 0.01, weight_decay: 0.1, threshold: 4, interval: 40, warmup: 15),
            s => new SlowSpam(Size(s), 0.01, 0.9, 0.999, 1e-6, 0.1, 4, 40, 15)
        ),
    ];

    private static int Size(long[] shape) => (int)shape.Aggregate(1L, (product, size) => product * size);

    public override string ToString() => Name;
}
