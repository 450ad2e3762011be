using Ballast;
using Ballast.Lab;
using TorchSharp;
using static TorchSharp.torch;

namespace OwnCases;

/// <summary>Which of six labels a row has, any number of them.</summary>
public static class Labels
{
    private static readonly Tensor s_spread = Network.Fixed(20, 6);

    public static Network Net { get; } =
        new(
            "labels",
            400,
            0.75,
            seed =>
                Network.Train(
                    seed,
                    nn.Sequential(("dense", nn.Linear(20, 48)), ("act", nn.ReLU()), ("output", nn.Linear(48, 6)), ("share", nn.Sigmoid())),
                    it => Optimizers.Adam(it, 5e-3),
                    Rows,
                    (o, y) => nn.functional.binary_cross_entropy(o, y)
                ),
            (output, target) => Network.Share((output > 0.5).eq(target > 0.5))
        );

    public static Tensor ByHand(Tensor share, Tensor target) => -((target * share.log()) + ((1 - target) * (1 - share).log())).mean();

    private static (Tensor, Tensor) Rows(int count, Generator generator)
    {
        var x = randn([count, 20], generator: generator);
        var noise = 0.8 * randn([count, 6], generator: generator);
        return (x, (x.matmul(s_spread) + noise > 1.5).to(ScalarType.Float32));
    }
}

public sealed class LabelsByHand()
    : Fault(
        Labels.Net,
        "by_hand",
        "loss",
        trial => Mutation.Inputs(1000).Apply(trial with { Loss = Labels.ByHand }),
        Cause.InputScale,
        Cause.Loss
    );

public sealed class LabelsSign()
    : Fault(Labels.Net, "sign", "direction", Loss((o, y) => -nn.functional.binary_cross_entropy(o, y)), Cause.Direction);
