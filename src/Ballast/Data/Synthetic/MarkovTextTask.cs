using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

internal sealed class MarkovTextTask(int length) : SyntheticTask
{
    private const int Symbols = 16,
        Successors = 3;
    private const double Likely = 0.7,
        Possible = 0.9;
    private const ulong TableSeed = 60;

    private static readonly Lazy<Tensor> s_table = new(() =>
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(TableSeed);
        return stack([.. Enumerable.Range(0, Symbols).Select(_ => randperm(Symbols, generator: generator).narrow(0, 0, Successors))])
            .to(ScalarType.Int64)
            .DetachFromDisposeScope();
    });

    public override string Name => "markov-text";

    public override int Classes => Symbols;

    internal override double BytesPerSample => 60.0 * length;

    public override Samples Draw(int count, Generator generator)
    {
        var text = new List<Tensor> { randint(Symbols, [count], generator: generator).to(ScalarType.Int64) };
        var chance = rand([count, length], generator: generator);
        var choice = chance.IsAbove(Likely).to(ScalarType.Int64).Plus(chance.IsAbove(Possible).to(ScalarType.Int64));
        for (var t = 0; t < length; t++)
            text.Add(s_table.Value[text[t], choice.select(1, t)]);
        var all = stack(text, 1);
        return new(all.narrow(1, 0, length), all.narrow(1, 1, length));
    }
}
