using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class WindowUnitNormal : SetupScenario
{
    private const int Window = 3,
        Width = 16,
        Hidden = 512;

    public override string Name => "window_unit_normal";

    public override string Kind => "next symbol from the last three, batch norm, weights of standard deviation 1, Adagrad";

    public override string WhatExplodes =>
        "The weights of all layers are drawn from N(0, 1), and not divided by the root of their number: behind the last batch "
        + "norm, logits come out twenty times too large.";

    public override int Steps => 300;

    public override double Trivial => Math.Log(MarkovChain.Symbols);

    public override double Oracle => 0.8096;

    protected override Trial Make(int seed, Generator weights, bool sane)
    {
        var model = nn.Sequential(
            ("tokens", Layers.Embedding(MarkovChain.Symbols, Width, 1, weights)),
            ("flatten", nn.Flatten()),
            (
                "mlp",
                Layers.Mlp(weights, [Window * Width, Hidden, Hidden, MarkovChain.Symbols], Layers.He, lastGain: 1, activation: () =>
                    nn.Sequential(("norm", BatchNorms.Over1d(Hidden)), ("relu", nn.ReLU()))
                )
            )
        );
        if (!sane)
            Widen(model, weights);
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.Adagrad(model.parameters(), 0.01),
            Loss = MarkovChain.Loss,
            Draw = (_, generator) => Last(MarkovChain.Draw(64, generator)),
            Clean = Last(MarkovChain.Clean()),
        };
    }

    private static (Tensor X, Tensor Y) Last((Tensor X, Tensor Y) text) =>
        (text.X.narrow(1, MarkovChain.Length - Window, Window), text.Y.select(1, MarkovChain.Length - 1));

    private static void Widen(nn.Module model, Generator weights)
    {
        using var off = no_grad();
        foreach (var layer in model.modules().OfType<Linear>())
            layer.weight.copy_(Layers.Normal(layer.weight.shape, 1, weights));
    }
}
