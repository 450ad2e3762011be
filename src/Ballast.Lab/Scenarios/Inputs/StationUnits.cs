using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class StationUnits : SetupScenario
{
    private const int Stations = 5;
    private static readonly VectorTask s_task = new(10, 1, 371);

    public override string Name => "station_units";

    public override string Kind => "each batch from another station, units of their own, SGD";

    public override string WhatExplodes => "Every batch is of one of five stations, whose sensors count in units from 0.1 to 1000.";

    public override int Steps => 400;

    public override double Trivial => 1;

    public override double Oracle => 0.0113;

    protected override Trial Make(int seed, Generator weights, bool sane)
    {
        var model = Layers.Mlp(weights, [10, 64, 64, 1], Layers.He, lastGain: 1);
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.SGD(model.parameters(), 0.02, momentum: 0.9),
            Loss = (output, target) => nn.functional.mse_loss(output, target),
            Draw = (index, generator) => Station(s_task.Draw(64, generator), index % Stations, sane),
            Clean = All(sane),
        };
    }

    private static (Tensor X, Tensor Y) All(bool sane)
    {
        var (x, y) = s_task.Clean();
        var each = x.shape[0] / Stations;
        return (
            cat([.. Enumerable.Range(0, Stations).Select(i => Station((x.narrow(0, i * each, each), y), i, sane).X)]),
            y.narrow(0, 0, each * Stations)
        );
    }

    private static (Tensor X, Tensor Y) Station((Tensor X, Tensor Y) batch, int station, bool sane) =>
        (sane ? batch.X : batch.X.Times(Math.Pow(10, station - 1)), batch.Y);
}
