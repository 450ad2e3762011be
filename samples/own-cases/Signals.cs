using Ballast;
using Ballast.Lab;
using TorchSharp;
using static TorchSharp.torch;

namespace OwnCases;

/// <summary>Which of three pitches a noisy signal has, by convolutions with group norm.</summary>
public static class Signals
{
    public static Network Net { get; } = new("signals", 300, 1.0 / 3, seed => Train(seed, nn.LogSoftmax(1)), Network.Accuracy);

    public static Trial Train(int seed, nn.Module<Tensor, Tensor> end) =>
        Network.Train(
            seed,
            nn.Sequential(
                ("conv1", nn.Conv1d(1, 16, 7, stride: 2, padding: 3)),
                ("norm1", nn.GroupNorm(4, 16)),
                ("act1", nn.ReLU()),
                ("conv2", nn.Conv1d(16, 32, 5, stride: 2, padding: 2)),
                ("norm2", nn.GroupNorm(4, 32)),
                ("act2", nn.ReLU()),
                ("pool", nn.AdaptiveAvgPool1d(1)),
                ("flat", nn.Flatten()),
                ("output", nn.Linear(32, 3)),
                ("end", end)
            ),
            it => Optimizers.SGD(it, 0.05, momentum: 0.9),
            Rows,
            (o, y) => nn.functional.nll_loss(o, y)
        );

    private static (Tensor, Tensor) Rows(int count, Generator generator)
    {
        var kind = randint(3, [count], generator: generator).to(ScalarType.Int64);
        var pitch = (0.4 + (0.25 * kind.to(ScalarType.Float32))).unsqueeze(1);
        var waves = ((pitch * arange(64).to(ScalarType.Float32)) + (6.28 * rand([count, 1], generator: generator))).sin();
        return ((waves + (0.8 * randn([count, 64], generator: generator))).unsqueeze(1), kind);
    }
}

public sealed class SignalsBare() : Fault(Signals.Net, "bare", "loss", trial => trial, Cause.OutputActivation, Cause.Loss)
{
    public override Trial Build(int seed) => Signals.Train(seed, nn.Identity());
}

public sealed class SignalsRate() : Fault(Signals.Net, "rate", "rate", Mutation.Rate(1000).Apply, Cause.RateTooLarge);

public sealed class SignalsMomentum()
    : Fault(Signals.Net, "momentum", "optimizer", Optimizer(it => Optimizers.SGD(it, 0.05, momentum: 0.9999)), Cause.Optimizer);

/// <summary>What TorchSharp makes of a group norm, where nobody sets it.</summary>
public sealed class SignalsMemory()
    : Fault(
        Signals.Net,
        "memory",
        "init",
        Weights(
            (name, it) =>
            {
                if (name.StartsWith("norm", StringComparison.Ordinal) && name.EndsWith("weight", StringComparison.Ordinal))
                    it.fill_(3e10);
            }
        ),
        Cause.Initialization
    );
