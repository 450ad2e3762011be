using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>
/// A small transformer over vectors: each is embedded, learned positions are added, and the mean of all steps is read out.
/// </summary>
internal sealed class SequenceTransformer : nn.Module<Tensor, Tensor>
{
    private const int Width = 32,
        FeedWidth = 64,
        Heads = 4;
    private readonly Positions embed;
    private readonly Sequential blocks;
    private readonly Linear readout;

    public SequenceTransformer(int inputs, int length, int outputs, int depth, bool pre, Generator weights)
        : base("sequence")
    {
        embed = new(length, Width, Layers.Linear(inputs, Width, 1, weights));
        embed.Initialise(weights);
        blocks = nn.Sequential(Enumerable.Range(0, depth).Select(i => ($"block{i + 1}", Block(pre, weights))));
        readout = Layers.Linear(Width, outputs, 1, weights);
        RegisterComponents();
    }

    /// <summary>[n, T, inputs] in, [n, outputs] out.</summary>
    public override Tensor forward(Tensor x) => readout.call(blocks.call(embed.call(x)).mean([1]));

    private static nn.Module<Tensor, Tensor> Block(bool pre, Generator weights)
    {
        var block = new TransformerBlock(Width, Heads, FeedWidth, pre, causal: false, nn.ReLU());
        block.Initialise(weights);
        return block;
    }
}
