using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>A recurrent net is to say, at every step, the symbol of some steps ago.</summary>
internal sealed record EchoTask(int Length, int Delay)
{
    public const int Symbols = 4;
    private const int CleanPoints = 500;
    private const ulong CleanSeed = 51;

    public (Tensor X, Tensor Y) Clean()
    {
        using var generator = new Generator(CleanSeed);
        return Draw(CleanPoints, generator);
    }

    /// <summary>One-hot symbols [n, T, 4] and the symbols that are to come out from step <see cref="Delay"/> on.</summary>
    public (Tensor X, Tensor Y) Draw(int count, Generator generator)
    {
        var (x, y) = SyntheticTasks.Echo(Length, Delay).Draw(count, generator);
        return (x, y.narrow(1, Delay, Length - Delay));
    }

    public Tensor Loss(Tensor output, Tensor symbols) =>
        nn.functional.cross_entropy(output.narrow(1, Delay, Length - Delay).reshape(-1, Symbols), symbols.reshape(-1));
}
