using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class ContrastiveTemperature : SetupScenario
{
    private const int Pairs = 32,
        Width = 16;
    private const ulong CleanSeed = 371;

    public override string Name => "contrastive_temperature";

    public override string Kind => "contrastive loss, similarities not normalised";

    public override string WhatExplodes =>
        "Dot products of embeddings that were not normalised are divided by a temperature made for cosines, 0.01.";

    public override int Steps => 250;

    public override double Trivial => Math.Log(Pairs);

    public override double Oracle => 0.743;

    protected override Trial Make(int seed, Generator weights, bool sane)
    {
        using var clean = new Generator(CleanSeed);
        var model = Layers.Mlp(weights, [SmallFashion.Pixels, 96, 96, Width], Layers.He, lastGain: 1, activation: () => Activations.Mish());
        var temperature = sane ? Width : 0.01;
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.SGD(model.parameters(), 0.05, momentum: 0.9),
            Loss = (embedded, _) => Loss(embedded, temperature),
            CleanLoss = (embedded, _) => Loss(embedded, temperature),
            Draw = (_, generator) => Views(SmallFashion.Draw(Pairs, generator).X, generator),
            Clean = Views(SmallFashion.Clean().X.narrow(0, 0, 20 * Pairs), clean),
        };
    }

    // each image is to be told from the others of its 32 by another noisy view of it
    private static Tensor Loss(Tensor embedded, double temperature)
    {
        var views = embedded.view(2, -1, Pairs, Width);
        var similarity = views[0].matmul(views[1].transpose(1, 2)).Over(temperature);
        return nn.functional.cross_entropy(similarity.view(-1, Pairs), Held.Arange(Pairs).repeat(similarity.shape[0]));
    }

    private static (Tensor X, Tensor Y) Views(Tensor x, Generator generator)
    {
        var both = cat([x, x], 0);
        return (both.Plus(randn(both.shape, generator: generator).Scale(0.7)), zeros(both.shape[0]));
    }
}
