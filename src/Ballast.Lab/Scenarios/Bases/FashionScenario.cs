using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>
/// Small Fashion-MNIST in batches of 64. As it stands: a ReLU perceptron 196-128-128-128-10 with He's initialisation,
/// standardised pixels, cross-entropy, 250 steps. A scenario overrides what is wrong with it.
/// </summary>
internal abstract class FashionScenario : Scenario
{
    private const int BatchSize = 64;

    public override int Steps => 250;

    public override double Trivial => Math.Log(SmallFashion.Classes);

    public override Trial Build(int seed) => Build(seed, Model, Inputs);

    protected Trial Build(int seed, Func<Generator, nn.Module<Tensor, Tensor>> net, Func<Tensor, Tensor> inputs)
    {
        using var weights = new Generator((ulong)seed);
        var model = net(weights);
        var (testX, testY) = SmallFashion.Test;
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizer(model),
            Loss = Loss,
            CleanLoss = CleanLoss,
            Factor = Factor,
            Draw = (index, generator) => Draw(index, generator, inputs),
            Clean = (inputs(testX), Targets(testY)),
        };
    }

    protected virtual nn.Module<Tensor, Tensor> Model(Generator weights) =>
        Layers.Mlp(weights, [SmallFashion.Pixels, 128, 128, 128, SmallFashion.Classes], Layers.He);

    protected abstract optim.Optimizer Optimizer(nn.Module model);

    /// <summary>What the model sees of the pixels 0 to 255.</summary>
    protected virtual Tensor Inputs(Tensor raw) => SmallFashion.Standardise(raw);

    protected virtual Tensor Targets(Tensor labels) => labels;

    /// <summary>Writes the fault of batch <paramref name="index"/>, if any, into its inputs.</summary>
    protected virtual void Poison(int index, Tensor inputs) { }

    protected virtual Tensor Loss(Tensor output, Tensor target) => nn.functional.cross_entropy(output, target);

    protected virtual Tensor CleanLoss(Tensor output, Tensor target) => nn.functional.cross_entropy(output, target);

    protected virtual double Factor(int step) => 1;

    private (Tensor X, Tensor Y) Draw(int index, Generator generator, Func<Tensor, Tensor> see)
    {
        var (pixels, labels) = SmallFashion.Train;
        var picked = randint(pixels.shape[0], [BatchSize], generator: generator).to(ScalarType.Int64);
        var inputs = see(pixels[picked]);
        Poison(index, inputs);
        return (inputs, Targets(labels[picked]));
    }
}
