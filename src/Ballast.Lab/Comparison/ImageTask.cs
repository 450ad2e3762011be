using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>
/// Fashion-MNIST pooled to 14 x 14 in batches of 128, 300 steps, measured by test accuracy. As it stands a ReLU perceptron 196-128-128-10.
/// </summary>
internal abstract class ImageTask : ComparisonTask
{
    public override int Steps => 300;

    public override string Measure => "accuracy";

    public override bool HigherIsBetter => true;

    public override double Worst => 0.2;

    public override Trial Build(int seed)
    {
        using var weights = new Generator((ulong)seed);
        var model = Model(weights);
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizer(model),
            Loss = (output, target) => nn.functional.cross_entropy(output, target),
            Clean = SmallFashion.Clean(),
            CleanLoss = (output, target) =>
                output.isfinite().all().item<bool>() ? output.argmax(1).eq(target).to(ScalarType.Float64).mean() : tensor(double.NaN),
            Draw = Draw,
            Faults = Faults(seed),
        };
    }

    protected virtual nn.Module<Tensor, Tensor> Model(Generator weights) =>
        Layers.Mlp(weights, [SmallFashion.Pixels, 128, 128, SmallFashion.Classes], Layers.He, lastGain: 1);

    protected abstract optim.Optimizer Optimizer(nn.Module model);

    /// <summary>See <see cref="Trial.Faults"/>.</summary>
    protected virtual Action<IReadOnlyList<Parameter>>? Faults(int seed) => null;

    protected virtual (Tensor X, Tensor Y) Draw(int index, Generator generator) => SmallFashion.Draw(128, generator);
}
