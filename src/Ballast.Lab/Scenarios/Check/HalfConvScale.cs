using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class HalfConvScale : SetupScenario
{
    private const int Length = 20;

    public override string Name => "half_conv_scale";

    public override string Kind => "convolutions over time in half precision, static loss scale, plain SGD";

    public override string WhatExplodes => "A loss scale of 2^24: in float16 the backward pass overflows.";

    public override int Steps => 400;

    public override double Trivial => Math.Log(TemporalOrder.Classes);

    public override double Oracle => 0.0002908;

    protected override Trial Make(int seed, Generator weights, bool sane)
    {
        var model = new HalfConvNet(TemporalOrder.Symbols, Length, TemporalOrder.Classes, sane ? 1 : 1 << 24, weights);
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.SGD(model.parameters(), 0.3),
            Loss = (output, target) => nn.functional.cross_entropy(output, target),
            Draw = (_, generator) => TemporalOrder.Draw(32, generator),
            Clean = TemporalOrder.Clean(),
        };
    }
}
