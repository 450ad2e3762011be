using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>Entries of a fixed 40 x 30 matrix of rank 3 and unit variance, to be told from their row and column.</summary>
internal static class FactorTask
{
    public const int Rows = 40,
        Columns = 30;
    private const int Rank = 3,
        CleanPoints = 1000;
    private const ulong TaskSeed = 170,
        CleanSeed = 171;

    private static readonly Lazy<Tensor> s_matrix = new(() =>
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(TaskSeed);
        var matrix = randn([Rows, Rank], generator: generator).matmul(randn([Rank, Columns], generator: generator));
        return (matrix / matrix.std()).DetachFromDisposeScope();
    });

    public static (Tensor X, Tensor Y) Clean()
    {
        using var generator = new Generator(CleanSeed);
        return Draw(CleanPoints, generator);
    }

    /// <summary>Row and column [n, 2], and the entry [n, 1].</summary>
    public static (Tensor X, Tensor Y) Draw(int count, Generator generator)
    {
        var row = randint(Rows, [count], generator: generator).to(ScalarType.Int64);
        var column = randint(Columns, [count], generator: generator).to(ScalarType.Int64);
        return (stack([row, column], 1), s_matrix.Value[row, column].unsqueeze(1));
    }
}
