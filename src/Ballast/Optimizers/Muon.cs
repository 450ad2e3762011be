using TorchSharp.Modules;

namespace Ballast;

/// <summary>
/// See <see cref="MuonEngine"/>: matrices by Muon, all else, and groups with <c>orthogonalize</c> 0, by AdamW at a share of the learning
/// rate.
/// </summary>
internal sealed class Muon(
    IEnumerable<ParamGroup> groups,
    double lr,
    double momentum,
    double weightDecay,
    bool nesterov,
    int steps,
    double share,
    double beta1,
    double beta2,
    double eps
)
    : MomentumOptimizer(
        new(
            "Muon",
            [new MuonEngine(), new RuleEngine<ShareOfAdamRule<float>, ShareOfAdamRule<double>>()],
            new("beta1", beta1, Below: 1),
            new("beta2", beta2, Below: 1),
            new("eps", eps),
            new("weight_decay", weightDecay),
            new("share", share),
            new("momentum", momentum, Below: 1),
            Hyperparameter.Switch("nesterov", nesterov),
            new("steps", steps),
            Hyperparameter.Switch("orthogonalize", true)
        )
        {
            IgnoresGradientScale = true,
            EngineOf = (parameter, options) => parameter.ndim >= 2 && options["orthogonalize"] != 0 ? 0 : 1,
        },
        groups,
        lr
    );
