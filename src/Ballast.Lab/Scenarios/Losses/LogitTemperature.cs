using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class LogitTemperature : SetupScenario
{
    public override string Name => "logit_temperature";

    public override string Kind => "temperature for cosines on plain logits, pre-norm transformer";

    public override string WhatExplodes =>
        "The logits are divided by a temperature of 0.02, which came from a model whose logits are cosines: 50 times too large.";

    public override int Steps => 250;

    public override double Trivial => Math.Log(MarkovChain.Symbols);

    public override double Oracle => 0.8332;

    protected override Trial Make(int seed, Generator weights, bool sane)
    {
        var temperature = sane ? 1 : 0.02;
        var transformer = new PlainTransformer(
            2,
            () => new(PlainTransformer.Width, normalised: true, scaled: true, 1, 1, weights),
            weights
        );
        var model = nn.Sequential(("transformer", transformer), ("temperature", new Pointwise("temperature", x => x.Over(temperature))));
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.SGD(model.parameters(), 0.05, momentum: 0.9),
            Loss = MarkovChain.Loss,
            Draw = (_, generator) => MarkovChain.Draw(16, generator),
            Clean = MarkovChain.Clean(),
        };
    }
}
