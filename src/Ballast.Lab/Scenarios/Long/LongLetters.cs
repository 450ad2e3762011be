using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>A language model of 2.7 million parameters over letters.</summary>
internal abstract class LongLetters(bool explodes) : LongScenario(explodes)
{
    private const int Length = 32,
        Batch = 8,
        Width = 192,
        Depth = 6;

    public override int Steps => 3000;

    public override double Trivial => InventedText.Trivial;

    protected override double Reached => 0.71;

    protected abstract double Rate(bool explodes);

    /// <summary>What the rate is multiplied by at a step.</summary>
    protected virtual double Factor(int step) => 1;

    protected override Trial Make(int seed, Generator weights, bool explodes)
    {
        var model = new LetterTransformer(InventedText.Symbols, Length, Width, Depth, weights);
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.AdamW(model.parameters(), Rate(explodes)),
            Loss = InventedText.Loss,
            Draw = (_, generator) => InventedText.Draw(Batch, Length, generator),
            Clean = InventedText.Clean(Length),
            Factor = explodes ? Factor : _ => 1,
        };
    }
}
