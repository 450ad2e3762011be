// A training that explodes, for `ballast survive`: a penalty whose weight rises with the steps, until it is a thousand times
// what the rate was chosen for.
//
//   dotnet build -c Release samples/own-scenario
//   ./ballast survive --assembly samples/own-scenario/bin/Release/net10.0/own-scenario.dll

using Ballast;
using Ballast.Lab;
using static TorchSharp.torch;

namespace OwnScenario;

/// <summary>A perceptron learns a smooth map while the weight of a penalty on its outputs rises tenfold every hundred steps.</summary>
public sealed class WarmedPenalty : Scenario
{
    private static readonly VectorTask Task = new(inputs: 12, outputs: 3, seed: 77);

    public override string Name => "warmed_penalty";

    public override string Kind => "penalty that is warmed up, perceptron, SGD";

    public override string WhatExplodes => "The weight of a penalty on the outputs' mean rises from 1 to 1,000, under a rate chosen for 1.";

    public override int Steps => 300;

    /// <summary>Targets are standardised, so the best constant has a squared error of 1.</summary>
    public override double Trivial => 1;

    /// <summary>Found by `./ballast survive --oracle --light --assembly …`.</summary>
    public override double Oracle => 0.13;

    public override Trial Build(int seed)
    {
        using var weights = new Generator((ulong)seed);
        var model = Layers.Mlp(weights, [12, 64, 64, 3], Layers.He, lastGain: 1);
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.SGD(model.parameters(), 0.2, momentum: 0.9),
            Loss = (output, target) => nn.functional.mse_loss(output, target),
            LossAt = (output, target, index) =>
                nn.functional.mse_loss(output, target).add(output.mean().square().mul(Math.Pow(10, index / 100.0).Held())),
            Draw = (_, generator) => Task.Draw(64, generator),
            Clean = Task.Clean(),
        };
    }
}
