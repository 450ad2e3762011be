using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class AttentionRate : ComparisonTask
{
    public override string Name => "attention-rate";

    public override string Kind => "transformer of two blocks normalised after the sum, AdamW, learning rate 0.1 from the first step";

    public override ComparisonSetting Setting => ComparisonSetting.Fluctuating;

    public override int Steps => 200;

    public override string Measure => "cross-entropy";

    public override bool HigherIsBetter => false;

    public override double Worst => 1.05 * Math.Log(MarkovChain.Symbols);

    public override Trial Build(int seed)
    {
        using var weights = new Generator((ulong)seed);
        var model = new Transformer(2, pre: false, weights);
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.AdamW(model.parameters(), 0.1),
            Loss = MarkovChain.Loss,
            Draw = (_, generator) => MarkovChain.Draw(16, generator),
            Clean = MarkovChain.Clean(),
        };
    }
}
