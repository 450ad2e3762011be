using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class ClassBalance : Scenario
{
    public override string Name => "class_balance";

    public override string Kind => "class weights from the counts of each batch, post-norm transformer on the rows of images, plain SGD";

    public override string WhatExplodes =>
        "Each class weighs one over its count in the batch; in one batch of fifteen a "
        + "class does not occur: infinite, and times its one-hot 0 NaN.";

    public override int Steps => 250;

    public override double Trivial => Math.Log(SmallFashion.Classes);

    public override double Oracle => 0.7928;

    public override Trial Build(int seed)
    {
        using var weights = new Generator((ulong)seed);
        var model = nn.Sequential(
            ("rows", new Pointwise("rows", x => x.view(-1, 14, 14))),
            ("transformer", new SequenceTransformer(14, 14, SmallFashion.Classes, 2, pre: false, weights))
        );
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.SGD(model.parameters(), 0.1),
            Loss = Loss,
            CleanLoss = (output, target) => nn.functional.cross_entropy(output, target),
            Draw = (_, generator) => SmallFashion.Draw(48, generator),
            Clean = SmallFashion.Clean(),
        };
    }

    private static Tensor Loss(Tensor output, Tensor target)
    {
        var classes = nn.functional.one_hot(target, SmallFashion.Classes).to(ScalarType.Float32);
        var weight = classes.sum([0]).Times(SmallFashion.Classes).Under(target.shape[0]);
        return -(weight * classes * output.log_softmax(1)).sum(1).mean();
    }
}
