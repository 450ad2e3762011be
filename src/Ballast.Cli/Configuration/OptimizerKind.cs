using TorchSharp.Modules;
using static Ballast.Cli.OptimizerSetting;

namespace Ballast.Cli;

/// <summary>An optimizer that a config can name: its settings with their defaults, and how to make it.</summary>
internal sealed record OptimizerKind(
    string Name,
    double Lr,
    OptimizerSetting[] Settings,
    Func<OptimizerConfig, IReadOnlyList<ParamGroup>, FusedOptimizer> Make
)
{
    private static readonly OptimizerSetting[] Betas = [Beta(1, 0.9), Beta(2, 0.999)];

    /// <summary>All of them; adding one is one row.</summary>
    public static IReadOnlyList<OptimizerKind> All { get; } =
    [
        new("sgd", 1e-3, [Share("momentum", 0), new("dampening", 0, new(0, 1)), Any("weight-decay", 0), Switch("nesterov")], (c, p) =>
            Optimizers.SGD(p, c.Lr, c["momentum"], c["dampening"], c["weight-decay"], c["nesterov"] != 0)
        ),
        new("adam", 1e-3, [.. Betas, Positive("eps", 1e-8, 1), Any("weight-decay", 0)], (c, p) =>
            Optimizers.Adam(p, c.Lr, c["beta1"], c["beta2"], c["eps"], c["weight-decay"])
        ),
        new("adamw", 1e-3, [.. Betas, Positive("eps", 1e-8, 1), Any("weight-decay", 0.01)], (c, p) =>
            Optimizers.AdamW(p, c.Lr, c["beta1"], c["beta2"], c["eps"], c["weight-decay"])
        ),
        new(
            "nadam",
            2e-3,
            [.. Betas, Positive("eps", 1e-8, 1), Any("weight-decay", 0), Any("momentum-decay", 4e-3), Switch("decoupled")],
            (c, p) =>
                Optimizers.NAdam(p, c.Lr, c["beta1"], c["beta2"], c["eps"], c["weight-decay"], c["momentum-decay"], c["decoupled"] != 0)
        ),
        new("radam", 1e-3, [.. Betas, Positive("eps", 1e-8, 1), Any("weight-decay", 0), Switch("decoupled")], (c, p) =>
            Optimizers.RAdam(p, c.Lr, c["beta1"], c["beta2"], c["eps"], c["weight-decay"], c["decoupled"] != 0)
        ),
        new("adagrad", 1e-2, [Any("lr-decay", 0), Any("weight-decay", 0), Any("initial", 0), Positive("eps", 1e-10, 1)], (c, p) =>
            Optimizers.Adagrad(p, c.Lr, c["lr-decay"], c["weight-decay"], c["initial"], c["eps"])
        ),
        new(
            "rmsprop",
            1e-2,
            [Share("alpha", 0.99), Positive("eps", 1e-8, 1), Any("weight-decay", 0), Share("momentum", 0), Switch("centered")],
            (c, p) => Optimizers.RMSprop(p, c.Lr, c["alpha"], c["eps"], c["weight-decay"], c["momentum"], c["centered"] != 0)
        ),
        new("adamax", 2e-3, [.. Betas, Positive("eps", 1e-8, 1), Any("weight-decay", 0)], (c, p) =>
            Optimizers.Adamax(p, c.Lr, c["beta1"], c["beta2"], c["eps"], c["weight-decay"])
        ),
        new("lion", 1e-4, [Beta(1, 0.9), Beta(2, 0.99), Any("weight-decay", 0)], (c, p) =>
            Optimizers.Lion(p, c.Lr, c["beta1"], c["beta2"], c["weight-decay"])
        ),
        new("signum", 1e-4, [Share("momentum", 0.9), Any("weight-decay", 0)], (c, p) =>
            Optimizers.Signum(p, c.Lr, c["momentum"], c["weight-decay"])
        ),
        new("normalized-sgd", 1e-2, [Share("momentum", 0.9), Any("weight-decay", 0)], (c, p) =>
            Optimizers.NormalizedSGD(p, c.Lr, c["momentum"], c["weight-decay"])
        ),
        new("lamb", 1e-3, [.. Betas, Positive("eps", 1e-6, 1), Any("weight-decay", 0.01)], (c, p) =>
            Optimizers.LAMB(p, c.Lr, c["beta1"], c["beta2"], c["eps"], c["weight-decay"])
        ),
        new("lars", 1, [Share("momentum", 0.9), Any("weight-decay", 0), Any("trust-coefficient", 1e-3), Positive("eps", 1e-8, 1)], (c, p) =>
            Optimizers.LARS(p, c.Lr, c["momentum"], c["weight-decay"], c["trust-coefficient"], c["eps"])
        ),
        new("adan", 1e-3, [Beta(1, 0.98), Beta(2, 0.92), Beta(3, 0.99), Positive("eps", 1e-8, 1), Any("weight-decay", 0)], (c, p) =>
            Optimizers.Adan(p, c.Lr, c["beta1"], c["beta2"], c["beta3"], c["eps"], c["weight-decay"])
        ),
        new("stable-adamw", 1e-3, [Beta(1, 0.9), Beta(2, 0.99), Positive("eps", 1e-6, 1), Any("weight-decay", 0.01)], (c, p) =>
            Optimizers.StableAdamW(p, c.Lr, c["beta1"], c["beta2"], c["eps"], c["weight-decay"])
        ),
        new(
            "spam",
            1e-3,
            [
                .. Betas,
                Positive("eps", 1e-6, 1),
                Any("weight-decay", 0),
                Positive("threshold", 5000),
                Whole("interval", 500),
                Whole("warmup", 150),
            ],
            (c, p) =>
                Optimizers.SPAM(
                    p,
                    c.Lr,
                    c["beta1"],
                    c["beta2"],
                    c["eps"],
                    c["weight-decay"],
                    c["threshold"],
                    (long)c["interval"],
                    (long)c["warmup"]
                )
        ),
        new(
            "adafactor",
            1e-2,
            [Any("beta2-decay", 0.8), Any("eps1", 0), Any("eps2", 1e-3), Positive("d", 1), Any("weight-decay", 0)],
            (c, p) => Optimizers.Adafactor(p, c.Lr, c["beta2-decay"], c["eps1"], c["eps2"], c["d"], c["weight-decay"])
        ),
        new(
            "muon",
            0.02,
            [
                Share("momentum", 0.95),
                Any("weight-decay", 0),
                Switch("nesterov", true),
                Whole("steps", 5),
                Any("share", 0.015),
                Beta(1, 0.9),
                Beta(2, 0.95),
                Positive("eps", 1e-10, 1),
            ],
            (c, p) =>
                Optimizers.Muon(
                    p,
                    c.Lr,
                    c["momentum"],
                    c["weight-decay"],
                    c["nesterov"] != 0,
                    (int)c["steps"],
                    c["share"],
                    c["beta1"],
                    c["beta2"],
                    c["eps"]
                )
        ),
        new(
            "mirror-descent",
            0.1,
            [
                new("q", 3, new(1, 20, LowIncluded: false)),
                Positive("beta", 1),
                Share("momentum", 0),
                Any("dual-clip", 0.1),
                Any("weight-decay", 0),
                Switch("polyak"),
                Any("least", 0),
            ],
            (c, p) =>
                Optimizers.MirrorDescent(
                    p,
                    Map(c),
                    c.Lr,
                    c["momentum"],
                    c["dual-clip"],
                    c["weight-decay"],
                    c["polyak"] != 0 ? new() { Least = c["least"], Softness = 1 / (1 - c["momentum"]) } : null
                )
        ),
    ];

    /// <summary>Of <c>map</c>. Negative entropy is not among them: networks are not made of positive weights.</summary>
    public static IReadOnlyList<string> Maps { get; } = ["hypentropy", "q-norm", "euclidean"];

    private static MirrorMap Map(OptimizerConfig c) =>
        c.Map switch
        {
            "q-norm" => MirrorMaps.QNorm(c["q"]),
            "euclidean" => MirrorMaps.Euclidean(),
            _ => MirrorMaps.Hypentropy(Math.Max(1e-6, c["beta"])),
        };
}
