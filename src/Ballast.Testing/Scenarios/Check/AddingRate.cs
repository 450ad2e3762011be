using static TorchSharp.torch;

namespace Ballast.Testing;

internal sealed class AddingRate : Scenario
{
    private const int Length = 8;
    private const ulong CleanSeed = 571;

    public override string Name => "lstm_rate";

    public override string Kind => "learning rate 300 times too high, LSTM";

    public override string WhatExplodes => "SGD at 30, 300 times too high, with momentum, for a sum of two numbers of a sequence.";

    public override int Steps => 400;

    public override double Trivial => 1.0 / 6;

    public override double Oracle => 0.1;

    public override Trial Build(int seed)
    {
        using var weights = new Generator((ulong)seed);
        using var clean = new Generator(CleanSeed);
        var model = GatedNet.Lstm(2, 32, 1, everyStep: false, weights);
        return new(seed)
        {
            Model = model, Optimizer = Optimizers.SGD(model.parameters(), 30, momentum: 0.9),
            Loss = (output, target) => nn.functional.mse_loss(output, target),
            Draw = (_, generator) => Draw(64, generator), Clean = Draw(1000, clean),
        };
    }

    private static (Tensor X, Tensor Y) Draw(int count, Generator generator)
    {
        var (x, y) = SyntheticTasks.Adding(Length).Draw(count, generator);
        return (x, y);
    }
}
