using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class HalfRecurrence : SetupScenario
{
    private static readonly EchoTask s_task = new(Length: 12, Delay: 2);

    public override string Name => "half_recurrence";

    public override string Kind => "LSTM in half precision, static loss scale, Adam";

    public override string WhatExplodes => "A loss scale of 2^24: in float16 the backward pass overflows at the readout already.";

    public override int Steps => 200;

    public override double Trivial => Math.Log(EchoTask.Symbols);

    public override double Oracle => 0.002793;

    protected override Trial Make(int seed, Generator weights, bool sane)
    {
        var model = new HalfLstm(EchoTask.Symbols, 32, EchoTask.Symbols, sane ? 1 : 1 << 24, weights);
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.Adam(model.parameters(), 5e-3),
            Loss = s_task.Loss,
            Draw = (_, generator) => s_task.Draw(32, generator),
            Clean = s_task.Clean(),
        };
    }
}
