using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class HeavyTails : ComparisonTask
{
    private const int Inputs = 20,
        BatchSize = 64,
        CleanPoints = 1000;
    private const ulong CleanSeed = 77;

    public override string Name => "heavy-tails";

    public override string Kind => "regression with Cauchy noise on the targets, squared error, SGD";

    public override ComparisonSetting Setting => ComparisonSetting.Fluctuating;

    public override int Steps => 400;

    public override string Measure => "Huber";

    public override bool HigherIsBetter => false;

    public override double Worst => 1.05 * 0.97; // the Huber loss of answering 0

    public override Trial Build(int seed)
    {
        using var weights = new Generator((ulong)seed);
        using var clean = new Generator(CleanSeed);
        var model = Layers.Mlp(weights, [Inputs, 64, 64, 1], Layers.He, lastGain: 1);
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.SGD(model.parameters(), 0.01, momentum: 0.9),
            Loss = (output, target) => nn.functional.mse_loss(output, target),
            CleanLoss = (output, target) => nn.functional.huber_loss(output, target),
            Draw = (_, generator) => Draw(BatchSize, 0.3, generator),
            Clean = Draw(CleanPoints, 0, clean),
        };
    }

    private static (Tensor X, Tensor Y) Draw(int count, double noise, Generator generator)
    {
        var x = randn([count, Inputs], generator: generator);
        var y = x.narrow(1, 0, 5).sum(1, keepdim: true).sin().Times(2).Plus(x.narrow(1, 5, 5).mean([1], keepdim: true).Times(2));
        using Scalar size = noise;
        return (x, noise == 0 ? y : y.Plus((randn([count, 1], generator: generator) / randn([count, 1], generator: generator)).mul(size)));
    }
}
