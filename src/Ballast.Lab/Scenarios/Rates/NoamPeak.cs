using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class NoamPeak : Scenario
{
    private const double Rate = 1e-3,
        WarmUp = 4;

    public override string Name => "noam_peak";

    public override string Kind => "transformer's warm-up schedule with too high a peak, pre-norm transformer on the rows of images, AdamW";

    public override string WhatExplodes =>
        "The warm-up is 4 steps, where thousands were meant, and the root of the width "
        + "was left out: the rate peaks at 0.5, 500 times too high.";

    public override int Steps => 200;

    public override double Trivial => Math.Log(SmallFashion.Classes);

    public override double Oracle => 0.7981;

    public override Trial Build(int seed)
    {
        using var weights = new Generator((ulong)seed);
        var model = nn.Sequential(
            ("rows", new Pointwise("rows", x => x.view(-1, 14, 14))),
            ("transformer", new SequenceTransformer(14, 14, SmallFashion.Classes, 2, pre: true, weights))
        );
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.AdamW(model.parameters(), Rate),
            Factor = step => Noam(step + 1) / Rate,
            Loss = (output, target) => nn.functional.cross_entropy(output, target),
            Draw = (_, generator) => SmallFashion.Draw(32, generator),
            Clean = SmallFashion.Clean(),
        };
    }

    // the rate at a step as the paper has it, but for the root of the width
    private static double Noam(int step) => Math.Min(Math.Pow(step, -0.5), step * Math.Pow(WarmUp, -1.5));
}
