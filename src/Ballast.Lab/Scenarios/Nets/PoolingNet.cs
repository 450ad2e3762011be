using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>
/// Attention pooling: every item of a bag is embedded, and the embeddings are averaged by the softmax of a learned score; then a readout.
/// </summary>
internal sealed class PoolingNet : nn.Module<Tensor, Tensor>
{
    private readonly Sequential embed,
        readout;
    private readonly Linear score;

    public PoolingNet(int inputs, int width, int outputs, Generator weights)
        : base("pooling")
    {
        embed = Layers.Mlp(weights, [inputs, width, width], Layers.He);
        score = Layers.Linear(width, 1, 1, weights);
        readout = Layers.Mlp(weights, [width, width, outputs], Layers.He, lastGain: 1);
        RegisterComponents();
    }

    /// <summary>[n, items, inputs] in, [n, outputs] out.</summary>
    public override Tensor forward(Tensor x)
    {
        var items = embed.call(x).relu();
        return readout.call((score.call(items).softmax(1) * items).sum(1));
    }
}
