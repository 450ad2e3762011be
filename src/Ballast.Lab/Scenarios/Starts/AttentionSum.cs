using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class AttentionSum : SetupScenario
{
    private const int Examples = 24,
        Inputs = 3,
        Width = 16;
    private const ulong CleanSeed = 311;

    public override string Name => "attention_sum";

    public override string Kind => "linear attention that is not normalised";

    public override string WhatExplodes =>
        "Three layers of attention without softmax add up 24 examples, where a mean was "
        + "meant: each multiplies three factors that are too large.";

    public override int Steps => 300;

    public override double Trivial => 0.9854;

    public override double Oracle => 0.003058;

    protected override Trial Make(int seed, Generator weights, bool sane)
    {
        using var clean = new Generator(CleanSeed);
        var model = new LinearAttention(Inputs + 1, Width, 3, sane ? Examples * Math.Sqrt(Width) : 1, weights);
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.Adam(model.parameters(), 1e-2),
            Loss = (output, target) => nn.functional.mse_loss(output, target),
            Draw = (_, generator) => Draw(64, generator),
            Clean = Draw(1000, clean),
        };
    }

    // examples of a linear map that is another one in each row, and a question, whose answer has unit variance
    private static (Tensor X, Tensor Y) Draw(int count, Generator generator)
    {
        var x = randn([count, Examples + 1, Inputs], generator: generator);
        var y = x.matmul(randn([count, Inputs, 1], generator: generator).Over(Math.Sqrt(Inputs)));
        var asked = y.select(1, -1).clone();
        y.select(1, -1).zero_();
        return (cat([x, y], 2), asked);
    }
}
