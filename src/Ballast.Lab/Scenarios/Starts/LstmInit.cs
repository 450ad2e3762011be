using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class LstmInit : SetupScenario
{
    private static readonly EchoTask s_task = new(Length: 20, Delay: 2);

    public override string Name => "lstm_init";

    public override string Kind => "LSTM, init too large";

    public override string WhatExplodes => "Weights 20 times too large and SGD at 3: gates flip at every step, and the state is chaos.";

    public override int Steps => 200;

    public override double Trivial => Math.Log(EchoTask.Symbols);

    public override double Oracle => 0.001375;

    protected override Trial Make(int seed, Generator weights, bool sane)
    {
        var model = GatedNet.Lstm(EchoTask.Symbols, 32, EchoTask.Symbols, everyStep: true, weights, gain: sane ? 1 : 20);
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.SGD(model.parameters(), 3, momentum: 0.9),
            Loss = s_task.Loss,
            Draw = (_, generator) => s_task.Draw(64, generator),
            Clean = s_task.Clean(),
        };
    }
}
