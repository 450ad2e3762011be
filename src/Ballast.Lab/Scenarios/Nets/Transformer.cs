using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>A small causal language model over the symbols of <see cref="MarkovChain"/>: width 32, learned positions.</summary>
internal sealed class Transformer : nn.Module<Tensor, Tensor>
{
    private const int Width = 32,
        FeedWidth = 128,
        Heads = 4;
    private readonly Positions embed;
    private readonly Sequential blocks;
    private readonly Linear readout;

    public Transformer(int depth, bool pre, Generator weights)
        : base("transformer")
    {
        var tokens = nn.Embedding(MarkovChain.Symbols, Width);
        using (no_grad())
            tokens.weight!.copy_(Layers.Normal([MarkovChain.Symbols, Width], 1, weights));
        embed = new(MarkovChain.Length, Width, tokens);
        embed.Initialise(weights);
        blocks = nn.Sequential(Enumerable.Range(0, depth).Select(i => ($"block{i + 1}", Block(pre, weights))));
        readout = Layers.Linear(Width, MarkovChain.Symbols, 1, weights);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) => readout.call(blocks.call(embed.call(x)));

    private static nn.Module<Tensor, Tensor> Block(bool pre, Generator weights)
    {
        var block = new TransformerBlock(Width, Heads, FeedWidth, pre, causal: true, nn.ReLU());
        block.Initialise(weights);
        return block;
    }
}
