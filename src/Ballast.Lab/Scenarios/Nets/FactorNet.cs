using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>Matrix factorisation: the dot product of two embeddings.</summary>
internal sealed class FactorNet : nn.Module<Tensor, Tensor>
{
    private readonly Embedding rows,
        columns;

    public FactorNet(int rowCount, int columnCount, int rank, double std, Generator weights)
        : base("factors")
    {
        (rows, columns) = (Layers.Embedding(rowCount, rank, std, weights), Layers.Embedding(columnCount, rank, std, weights));
        RegisterComponents();
    }

    /// <summary>Row and column [n, 2] in, entry [n, 1] out.</summary>
    public override Tensor forward(Tensor x) => (rows.call(x.select(1, 0)) * columns.call(x.select(1, 1))).sum(1, keepdim: true);
}
