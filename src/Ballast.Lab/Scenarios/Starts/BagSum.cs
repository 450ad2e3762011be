using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class BagSum : SetupScenario
{
    private const int Topics = 5,
        Block = 40,
        Length = 150,
        Width = 16;
    private const double OnTopic = 0.1;
    private const ulong CleanSeed = 401;

    public override string Name => "bag_sum";

    public override string Kind => "embedding bag that sums long documents";

    public override string WhatExplodes =>
        "The embeddings of 150 words are added up, and the net behind them expects one: "
        + "inputs 12 times too large, and every step counts 150-fold.";

    public override int Steps => 250;

    public override double Trivial => Math.Log(Topics);

    public override double Oracle => 0.5107;

    protected override Trial Make(int seed, Generator weights, bool sane)
    {
        using var clean = new Generator(CleanSeed);
        var scale = sane ? 1 / Math.Sqrt(Length) : 1;
        var model = nn.Sequential(
            ("words", Layers.Embedding(Topics * Block, Width, 1, weights)),
            ("sum", new Pointwise("sum", x => x.sum(1).Times(scale))),
            ("mlp", Layers.Mlp(weights, [Width, 64, Topics], Layers.He, lastGain: 1))
        );
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.SGD(model.parameters(), 0.2, momentum: 0.9),
            Loss = (output, target) => nn.functional.cross_entropy(output, target),
            Draw = (_, generator) => Draw(64, generator),
            Clean = Draw(1000, clean),
        };
    }

    // each topic has 40 of the 200 words; one word of ten is chosen from them, the others from all
    private static (Tensor X, Tensor Y) Draw(int count, Generator generator)
    {
        var topic = randint(Topics, [count, 1], generator: generator).to(ScalarType.Int64);
        var any = randint(Topics * Block, [count, Length], generator: generator).to(ScalarType.Int64);
        var own = topic.Times(Block).Plus(any.Modulo(Block));
        return (own.where(rand([count, Length], generator: generator).IsBelow(OnTopic), any), topic.squeeze(1));
    }
}
