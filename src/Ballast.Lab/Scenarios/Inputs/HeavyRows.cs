using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class HeavyRows : SetupScenario
{
    private static readonly VectorTask s_task = new(12, 3, 361);

    public override string Name => "heavy_rows";

    public override string Kind => "rows of heavy-tailed size, SGD";

    public override string WhatExplodes =>
        "A row is twelve numbers times a size of its own, the size being Cauchy; only their directions count.";

    public override int Steps => 400;

    public override double Trivial => Math.Log(3);

    public override double Oracle => 0.127;

    protected override Trial Make(int seed, Generator weights, bool sane)
    {
        var model = Layers.Mlp(weights, [12, 64, 64, 3], Layers.He, lastGain: 1);
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.SGD(model.parameters(), 0.05, momentum: 0.9),
            Loss = (output, target) => nn.functional.cross_entropy(output, target),
            Draw = (_, generator) => Rows(s_task.Draw(64, generator), sane, generator),
            Clean = CleanRows(sane),
        };
    }

    private static (Tensor X, Tensor Y) CleanRows(bool sane)
    {
        using var generator = new Generator(363);
        return Rows(s_task.Clean(), sane, generator);
    }

    private static (Tensor X, Tensor Y) Rows((Tensor X, Tensor Y) batch, bool sane, Generator generator)
    {
        var size = rand([batch.X.shape[0], 1], generator: generator).Times(Math.PI / 2).tan_().Times(3).Add(0.1);
        return (sane ? batch.X : batch.X.mul(size), batch.Y.argmax(1));
    }
}
