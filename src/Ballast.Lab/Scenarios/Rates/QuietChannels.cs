using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class QuietChannels : SetupScenario
{
    private const int Sensors = 12;
    private static readonly VectorTask s_task = new(4, Sensors, 311);

    public override string Name => "quiet_channels";

    public override string Kind => "autoencoder of sensors, some of which hardly move, Adam, rate too high";

    public override string WhatExplodes =>
        "Twelve sensors are to be told from a code of four; four of them move a "
        + "thousand times less than the others. Adam at a rate of 0.3.";

    public override int Steps => 300;

    public override double Trivial => 1;

    public override double Oracle => 0.0553;

    protected override Trial Make(int seed, Generator weights, bool sane)
    {
        var model = Layers.Mlp(weights, [Sensors, 48, 4, 48, Sensors], Layers.He, lastGain: 1);
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.Adam(model.parameters(), sane ? 1e-3 : 0.3),
            Loss = (output, target) => nn.functional.mse_loss(output, target),
            CleanLoss = (output, target) => nn.functional.mse_loss(output.narrow(1, 0, 8), target.narrow(1, 0, 8)),
            Draw = (_, generator) => Sense(s_task.Draw(64, generator)),
            Clean = Sense(s_task.Clean()),
        };
    }

    private static (Tensor X, Tensor Y) Sense((Tensor X, Tensor Y) batch)
    {
        var sensed = cat([batch.Y.narrow(1, 0, 8), batch.Y.narrow(1, 8, 4).Times(1e-3)], 1);
        return (sensed, sensed);
    }
}
