using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>Text to be predicted: <see cref="SyntheticTasks.MarkovText"/>.</summary>
internal static class MarkovChain
{
    public const int Symbols = 16,
        Length = 12;
    private const int CleanPoints = 500;
    private const ulong CleanSeed = 61;

    public static (Tensor X, Tensor Y) Clean()
    {
        using var generator = new Generator(CleanSeed);
        return Draw(CleanPoints, generator);
    }

    /// <summary>Symbols [n, 12], and the symbol after each.</summary>
    public static (Tensor X, Tensor Y) Draw(int count, Generator generator)
    {
        var (x, y) = SyntheticTasks.MarkovText(Length).Draw(count, generator);
        return (x, y);
    }

    public static Tensor Loss(Tensor output, Tensor target) => nn.functional.cross_entropy(output.reshape(-1, Symbols), target.reshape(-1));
}
