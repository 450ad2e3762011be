using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class NormalWeights : SetupScenario
{
    private const int BatchSize = 10;

    public override string Name => "normal_weights";

    public override string Kind => "weights and biases of standard deviation 1, rate 3";

    public override string WhatExplodes =>
        "A textbook net of sigmoids, weights and biases drawn from N(0, 1) and a rate "
        + "of 3, whose sigmoids were replaced by leaky rectifiers.";

    public override int Steps => 400;

    public override double Trivial => 0.09; // one class of ten: 0.1 - 0.1^2

    public override double Oracle => 0.04137;

    protected override Trial Make(int seed, Generator weights, bool sane)
    {
        var model = Layers.Mlp(weights, [SmallFashion.Pixels, 30, 30, SmallFashion.Classes], Layers.He, lastGain: 1, activation: () =>
            Activations.LeakyRelu(0.1)
        );
        if (!sane)
            Redraw(model, weights);
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.SGD(model.parameters(), 3),
            Loss = (output, target) => nn.functional.mse_loss(output, target),
            Draw = (_, generator) => OneHot(SmallFashion.Draw(BatchSize, generator)),
            Clean = OneHot(SmallFashion.Clean()),
        };
    }

    private static void Redraw(nn.Module model, Generator weights)
    {
        using var off = no_grad();
        foreach (var parameter in model.parameters())
            parameter.copy_(Layers.Normal(parameter.shape, 1, weights));
    }

    private static (Tensor X, Tensor Y) OneHot((Tensor X, Tensor Y) batch) =>
        (batch.X, nn.functional.one_hot(batch.Y, SmallFashion.Classes).to(ScalarType.Float32));
}
