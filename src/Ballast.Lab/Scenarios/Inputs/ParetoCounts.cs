using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class ParetoCounts : SetupScenario
{
    private const int Words = 50,
        Topics = 5;
    private const ulong TaskSeed = 130,
        CleanSeed = 131;

    public override string Name => "pareto_counts";

    public override string Kind => "heavy-tailed bags of words";

    public override string WhatExplodes => "Word counts with a Pareto tail of exponent 1, whose mean is infinite, go in as they are.";

    public override int Steps => 300;

    public override double Trivial => Math.Log(Topics);

    public override double Oracle => 0.07885;

    protected override Trial Make(int seed, Generator weights, bool sane)
    {
        var model = Layers.Mlp(weights, [Words, 64, 64, Topics], Layers.He);
        using var task = new Generator(TaskSeed);
        using var clean = new Generator(CleanSeed);
        var liking = randn([Topics, Words], generator: task).Scale(0.6).exp_();
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.SGD(model.parameters(), 0.1, momentum: 0.9),
            Loss = (output, target) => nn.functional.cross_entropy(output, target),
            Draw = (_, generator) => Draw(64, liking, sane, generator),
            Clean = Draw(1000, liking, sane, clean, most: 255),
        };
    }

    // Words that a topic likes are counted more often; what goes beyond 255 in the clean data is cut off there.
    private static (Tensor X, Tensor Y) Draw(
        int count,
        Tensor liking,
        bool sane,
        Generator generator,
        double most = double.PositiveInfinity
    )
    {
        var topic = randint(Topics, [count], generator: generator).to(ScalarType.Int64);
        var tail = rand([count, Words], generator: generator).ClampMin(1e-7).Under(1);
        var counts = (tail * liking[topic]).floor().AtMost(most);
        return (sane ? counts.log1p() : counts, topic);
    }
}
