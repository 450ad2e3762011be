using Ballast;
using Ballast.Lab;
using TorchSharp;
using static TorchSharp.torch;

namespace OwnCases;

/// <summary>A mean and how sure it is, by the likelihood of Gauss.</summary>
public static class Spread
{
    public static Network Net { get; } =
        new(
            "spread",
            400,
            0,
            seed =>
                Network.Train(
                    seed,
                    Network.Mlp(4, 48, 2, () => nn.ReLU()),
                    it => Optimizers.Adam(it, 3e-3),
                    (count, generator) => Rows(count, generator, noise: 1),
                    (output, target) => OfLogarithm(output.narrow(1, 0, 1), output.narrow(1, 1, 1), target),
                    clean: (count, generator) => Rows(count, generator, noise: 0)
                ),
            (output, target) => Network.Explained(output.select(1, 0), target.select(1, 0))
        );

    private static (Tensor, Tensor) Rows(int count, Generator generator, double noise)
    {
        var x = randn([count, 4], generator: generator);
        var mean = (2 * x.select(1, 0)).sin() + (0.5 * x.select(1, 1));
        var spread = ((0.5 * x.select(1, 2)) - 1.5).exp();
        return (x, (mean + (noise * spread * randn([count], generator: generator))).unsqueeze(1));
    }

    private static Tensor OfLogarithm(Tensor mean, Tensor logarithm, Tensor target) =>
        (0.5 * (((-logarithm).exp() * (target - mean).pow(2)) + logarithm)).mean();
}

public sealed class SpreadOfNothing()
    : Fault(
        Spread.Net,
        "of_nothing",
        "loss",
        Loss(
            (output, target) =>
            {
                var (mean, variance) = (output.narrow(1, 0, 1), nn.functional.relu(output.narrow(1, 1, 1)));
                return (0.5 * (((target - mean).pow(2) / variance) + variance.log())).mean();
            }
        ),
        Cause.Loss
    );

public sealed class SpreadRate() : Fault(Spread.Net, "rate", "rate", Mutation.Rate(300).Apply, Cause.RateTooLarge);
