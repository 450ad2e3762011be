using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>
/// Which of two symbols came early and which late, in a sequence of four that do not matter (Hochreiter and Schmidhuber, 1997):
/// four classes. One symbol stands in the steps 2 to 5, the other in 10 to 13, of 20.
/// </summary>
internal static class TemporalOrder
{
    public const int Symbols = 6,
        Classes = 4;
    private const int Length = 20,
        Window = 4,
        Early = 2,
        Late = 10,
        CleanPoints = 500;
    private const ulong CleanSeed = 71;

    public static (Tensor X, Tensor Y) Clean()
    {
        using var generator = new Generator(CleanSeed);
        return Draw(CleanPoints, generator);
    }

    /// <summary>One-hot symbols [n, 20, 6] and the class of each sequence.</summary>
    public static (Tensor X, Tensor Y) Draw(int count, Generator generator)
    {
        var symbols = Whole(Symbols - 2, [count, Length], generator);
        var (first, second) = (Whole(2, [count, 1], generator), Whole(2, [count, 1], generator));
        var at = cat([Whole(Window, [count, 1], generator).Plus(Early), Whole(Window, [count, 1], generator).Plus(Late)], 1);
        symbols = symbols.scatter(1, at, cat([first, second], 1).Plus(Symbols - 2));
        return (nn.functional.one_hot(symbols, Symbols).to(ScalarType.Float32), first.Times(2).Plus(second).squeeze(1));
    }

    private static Tensor Whole(int below, long[] shape, Generator generator) =>
        randint(below, shape, generator: generator).to(ScalarType.Int64);
}
