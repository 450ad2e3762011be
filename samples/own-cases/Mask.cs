using Ballast;
using Ballast.Lab;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace OwnCases;

/// <summary>Which pixels belong to a disc, by convolutions down and up again.</summary>
public static class Mask
{
    public static Network Net { get; } =
        new(
            "mask",
            200,
            0.27,
            seed =>
                Network.Train(
                    seed,
                    new Down(),
                    it => Optimizers.Adam(it, 2e-3),
                    Rows,
                    (o, y) => binary_cross_entropy_with_logits(o, y),
                    16,
                    200
                ),
            (output, target) => // Dice
            {
                var (found, there) = ((output > 0).to(ScalarType.Float64), target.to(ScalarType.Float64));
                return (2 * (found * there).sum() / (found.sum() + there.sum() + 1e-9)).item<double>();
            }
        );

    private static (Tensor, Tensor) Rows(int count, Generator generator)
    {
        var centre = (10 * rand([count, 2], generator: generator)) + 3;
        var radius = (2 * rand([count, 1, 1], generator: generator)) + 2.5;
        var axis = arange(16).to(ScalarType.Float32);
        var down = (axis.view(1, 16, 1) - centre.select(1, 0).view(count, 1, 1)).pow(2);
        var right = (axis.view(1, 1, 16) - centre.select(1, 1).view(count, 1, 1)).pow(2);
        var mask = ((down + right).sqrt() < radius).to(ScalarType.Float32).unsqueeze(1);
        return ((0.8 * mask) + (0.7 * randn(mask.shape, generator: generator)), mask);
    }

    private sealed class Down : nn.Module<Tensor, Tensor>
    {
        private readonly Conv2d fine = nn.Conv2d(1, 12, 3, padding: 1);
        private readonly Conv2d coarse = nn.Conv2d(12, 24, 3, stride: 2, padding: 1);
        private readonly Conv2d middle = nn.Conv2d(24, 24, 3, padding: 1);
        private readonly Conv2d up = nn.Conv2d(36, 12, 3, padding: 1);
        private readonly Conv2d end = nn.Conv2d(12, 1, 1);

        public Down()
            : base("down") => RegisterComponents();

        public override Tensor forward(Tensor x)
        {
            var near = relu(fine.call(x));
            var far = interpolate(relu(middle.call(relu(coarse.call(near)))), [16, 16]);
            return end.call(relu(up.call(cat([near, far], 1))));
        }
    }
}

public sealed class MaskRate() : Fault(Mask.Net, "rate", "rate", Mutation.Rate(300).Apply, Cause.RateTooLarge);

public sealed class MaskPixels()
    : Fault(
        Mask.Net,
        "pixels",
        "scale",
        trial => Mutation.Inputs(255).Apply(trial with { Optimizer = Optimizers.SGD(trial.Model.parameters(), 0.1, momentum: 0.9) }),
        Cause.InputScale,
        Cause.RateTooLarge
    );

public sealed class MaskSigmoid()
    : Fault(Mask.Net, "sigmoid", "loss", Mutation.Behind("sigmoid", () => nn.Sigmoid()).Apply, Cause.OutputActivation, Cause.Loss);
