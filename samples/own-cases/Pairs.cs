using Ballast;
using Ballast.Lab;
using TorchSharp;
using static TorchSharp.torch;

namespace OwnCases;

/// <summary>Which of 64 noisy views show the same thing, by a contrastive loss.</summary>
public static class Pairs
{
    private static readonly Tensor s_spread = Network.Fixed(5, 20);

    public static Network Net { get; } =
        new(
            "pairs",
            300,
            1.0 / 128,
            seed =>
                Network.Train(
                    seed,
                    nn.Sequential(("dense", nn.Linear(20, 64)), ("act", nn.ReLU()), ("output", nn.Linear(64, 8))),
                    it => Optimizers.Adam(it, 2e-3),
                    Rows,
                    (output, _) => Loss(nn.functional.normalize(output, 2, 2), temperature: 0.1),
                    held: 128
                ),
            (output, target) => Network.Accuracy(Alike(nn.functional.normalize(output, 2, 2)), target)
        );

    public static Tensor Loss(Tensor views, double temperature) =>
        nn.functional.cross_entropy(Alike(views) / temperature, arange(views.shape[0]));

    private static Tensor Alike(Tensor views) => views.select(1, 0).matmul(views.select(1, 1).t());

    private static (Tensor, Tensor) Rows(int count, Generator generator)
    {
        var thing = randn([count, 5], generator: generator).matmul(s_spread);
        var views = new[] { 0, 1 }.Select(_ => thing + (2 * randn(thing.shape, generator: generator)));
        return (stack(views, 1), arange(count));
    }
}

public sealed class PairsCold()
    : Fault(Pairs.Net, "cold", "loss", Loss((output, _) => Pairs.Loss(output, temperature: 1e-5)), Cause.Loss, Cause.RateTooLarge);

public sealed class PairsRate() : Fault(Pairs.Net, "rate", "rate", Mutation.Rate(1000).Apply, Cause.RateTooLarge);
