using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class LongLstm(bool explodes) : LongScenario(explodes)
{
    private const int Length = 32,
        Embedded = 64,
        Hidden = 320;

    public override string Kind => "LSTM language model over letters, SGD";

    public override int Steps => 4000;

    public override double Trivial => InventedText.Trivial;

    protected override string Training => "long_lstm";

    protected override string Fault => "The recipe's rate of 20 without the recipe's clipping to a norm of 0.25, and with momentum.";

    protected override double Reached => 0.56;

    protected override Trial Make(int seed, Generator weights, bool explodes)
    {
        var model = nn.Sequential(
            ("letters", Layers.Embedding(InventedText.Symbols, Embedded, 1, weights)),
            ("lstm", GatedNet.Lstm(Embedded, Hidden, InventedText.Symbols, everyStep: true, weights))
        );
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.SGD(model.parameters(), explodes ? 20 : 0.3, momentum: 0.9),
            Loss = InventedText.Loss,
            Draw = (_, generator) => InventedText.Draw(16, Length, generator),
            Clean = InventedText.Clean(Length),
        };
    }
}
