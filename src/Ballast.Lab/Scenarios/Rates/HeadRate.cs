using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class HeadRate : SetupScenario
{
    private const double Rate = 0.02;

    public override string Name => "head_rate";

    public override string Kind => "parameter groups, head too fast, SELU";

    public override string WhatExplodes => "The head is a parameter group of its own, at 1000 times the rate of the body.";

    public override int Steps => 250;

    public override double Trivial => Math.Log(SmallFashion.Classes);

    public override double Oracle => 0.4872;

    protected override Trial Make(int seed, Generator weights, bool sane)
    {
        var body = Layers.Mlp(weights, [SmallFashion.Pixels, 96, 96, 64], 1, activation: () => nn.SELU());
        var head = Layers.Linear(64, SmallFashion.Classes, 1, weights);
        var model = nn.Sequential(("body", body), ("selu", nn.SELU()), ("head", head));
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.SGD([Group(body, Rate), Group(head, sane ? Rate : 1000 * Rate)], Rate, momentum: 0.9),
            Loss = (output, target) => nn.functional.cross_entropy(output, target),
            Draw = (_, generator) => SmallFashion.Draw(64, generator),
            Clean = SmallFashion.Clean(),
        };
    }

    private static ParamGroup Group(nn.Module module, double rate) =>
        new()
        {
            Parameters = module.parameters(),
            Options = new FusedOptions { LearningRate = rate },
        };
}
