using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>A recommender: embeddings of row and column side by side into a perceptron.</summary>
internal sealed class TowerNet : nn.Module<Tensor, Tensor>
{
    private readonly Embedding rows,
        columns;
    private readonly Sequential mlp;

    public TowerNet(int rowCount, int columnCount, int width, Generator weights)
        : base("tower")
    {
        (rows, columns) = (Layers.Embedding(rowCount, width, 1, weights), Layers.Embedding(columnCount, width, 1, weights));
        mlp = Layers.Mlp(weights, [2 * width, 64, 64, 1], Layers.He, lastGain: 1);
        RegisterComponents();
    }

    /// <summary>Row and column [n, 2] in, entry [n, 1] out.</summary>
    public override Tensor forward(Tensor x) => mlp.call(cat([rows.call(x.select(1, 0)), columns.call(x.select(1, 1))], 1));
}
