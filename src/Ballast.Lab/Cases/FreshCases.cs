using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>Faults in <see cref="FreshNets"/>.</summary>
internal static class FreshCases
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<Case> All { get; } =
    [
        Fault("residual", "rate", 300, 1.0 / 10, FreshNets.Residual, Mutation.Rate(200)),
        Fault("residual", "exploding", 300, 1.0 / 10, FreshNets.Residual, Mutation.Weights(12)),
        Fault("residual", "decay", 300, 1.0 / 10, FreshNets.Residual, Decay(it => Optimizers.SGD(it, 0.05, 0.9, weight_decay: 2))),
        Fault("residual", "slow", 300, 1.0 / 10, FreshNets.Residual, Mutation.Rate(1e-4)),
        Fault("waves", "rate", 400, 0, FreshNets.Waves, Mutation.Rate(300)),
        Fault("waves", "scale", 400, 0, FreshNets.Waves, Mutation.Targets(5000)),
        Fault("waves", "exploding", 400, 0, FreshNets.Waves, Mutation.BrokenInputs(50, 30)),
        Fault("waves", "slow", 400, 0, FreshNets.Waves, Mutation.Rate(1e-4)),
        Fault("autoencoder", "loss", 400, 0, FreshNets.Autoencoder, Mutation.Behind("sigmoid", () => nn.Sigmoid())),
        Fault("autoencoder", "direction", 400, 0, FreshNets.Autoencoder, Mutation.Loss("negative", (l, _) => l.neg(), Cause.Direction)),
        Fault("autoencoder", "dead", 400, 0, FreshNets.Autoencoder, Mutation.Weights(0.002)),
        Fault("autoencoder", "rate", 400, 0, FreshNets.Autoencoder, Mutation.Rate(500)),
        Fault("table", "dead", 400, 1.0 / 3, FreshNets.Table, Mutation.DeadBiases),
        Fault("table", "scale", 400, 1.0 / 3, FreshNets.Table, Mutation.Inputs(5000)),
        Fault("table", "loss", 400, 1.0 / 3, FreshNets.Table, Mutation.Behind("relu", () => nn.ReLU())),
        Fault("table", "decay", 400, 1.0 / 3, FreshNets.Table, Decay(it => Optimizers.AdamW(it, 3e-3, weight_decay: 60))),
        Fault("symbol", "rate", 300, 1.0 / 2, FreshNets.Symbol, Mutation.Rate(400)),
        Fault("symbol", "init", 300, 1.0 / 2, FreshNets.Symbol, Mutation.Weights(15)),
    ];

    private static Mutation Decay(Func<IEnumerable<TorchSharp.Modules.Parameter>, optim.Optimizer> create) =>
        Mutation.Optimizer("decay", create, Cause.Decay);

    private static OwnCase Fault(string net, string kind, int steps, double floor, Func<int, Trial> healthy, Mutation mutation) =>
        new(
            $"{net}__{mutation.Name}",
            kind,
            $"the injector, on {net}",
            steps,
            seed => mutation.Apply(healthy(seed)),
            healthy,
            [.. mutation.Causes]
        )
        {
            Chance = floor,
        };
}
