using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>The adding problem over 40 steps: the sum of two marked numbers of 40. Predicting the mean gives an MSE of 1/6.</summary>
internal abstract class AddingTask : ComparisonTask
{
    private const int Length = 40,
        BatchSize = 32,
        CleanPoints = 1000;
    private const ulong CleanSeed = 41;

    public override ComparisonSetting Setting => ComparisonSetting.Fluctuating;

    public override int Steps => 400;

    public override string Measure => "MSE";

    public override bool HigherIsBetter => false;

    public override double Worst => 1.05 / 6;

    public override Trial Build(int seed)
    {
        using var weights = new Generator((ulong)seed);
        using var clean = new Generator(CleanSeed);
        var model = Model(weights);
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizer(model),
            Loss = (output, target) => nn.functional.mse_loss(output, target),
            Draw = (_, generator) => Draw(BatchSize, generator),
            Clean = Draw(CleanPoints, clean),
        };
    }

    protected abstract nn.Module<Tensor, Tensor> Model(Generator weights);

    protected abstract optim.Optimizer Optimizer(nn.Module model);

    private static (Tensor X, Tensor Y) Draw(int count, Generator generator)
    {
        var values = rand([count, Length], generator: generator);
        var first = randint(Length / 2, [count, 1], generator: generator).to(ScalarType.Int64);
        var second = randint(Length / 2, [count, 1], generator: generator).to(ScalarType.Int64).Plus(Length / 2);
        var marks = zeros(count, Length).scatter_(1, cat([first, second], 1), ones(count, 2));
        return (stack([values, marks], 2), (values * marks).sum(1, keepdim: true));
    }
}
