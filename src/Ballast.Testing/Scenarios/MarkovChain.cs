using static TorchSharp.torch;

namespace Ballast.Testing;

/// <summary>Text to be predicted: 16 symbols, each with three successors of probability 0.7, 0.2 and 0.1, from a fixed table.</summary>
internal static class MarkovChain
{
    public const int Symbols = 16, Length = 12;
    private const int Successors = 3, CleanPoints = 500;
    private const double Likely = 0.7, Possible = 0.9;
    private const ulong TaskSeed = 60, CleanSeed = 61;

    private static readonly Lazy<Tensor> s_table = new(() =>
    {
        using var generator = new Generator(TaskSeed);
        return stack([.. Enumerable.Range(0, Symbols).Select(_ => randperm(Symbols, generator: generator).narrow(0, 0, Successors))]).to(ScalarType.Int64).DetachFromDisposeScope();
    });

    public static (Tensor X, Tensor Y) Clean()
    {
        using var generator = new Generator(CleanSeed);
        return Draw(CleanPoints, generator);
    }

    /// <summary>Symbols [n, 12], and the symbol after each.</summary>
    public static (Tensor X, Tensor Y) Draw(int count, Generator generator)
    {
        var text = new List<Tensor> { randint(Symbols, [count], generator: generator).to(ScalarType.Int64) };
        var chance = rand([count, Length], generator: generator);
        var choice = chance.gt(Likely).to(ScalarType.Int64) + chance.gt(Possible).to(ScalarType.Int64);
        for (var t = 0; t < Length; t++) text.Add(s_table.Value[text[t], choice.select(1, t)]);
        var all = stack(text, 1);
        return (all.narrow(1, 0, Length), all.narrow(1, 1, Length));
    }

    public static Tensor Loss(Tensor output, Tensor target) => nn.functional.cross_entropy(output.reshape(-1, Symbols), target.reshape(-1));
}
