using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Testing;

/// <summary>A small causal language model over the symbols of <see cref="MarkovChain"/>: width 32, learned positions.</summary>
internal sealed class Transformer : nn.Module<Tensor, Tensor>
{
    private const int Width = 32, FeedWidth = 128;
    private readonly Embedding tokens;
    private readonly Parameter positions;
    private readonly Sequential blocks;
    private readonly Linear readout;

    public Transformer(int depth, bool pre, Generator weights) : base("transformer")
    {
        tokens = nn.Embedding(MarkovChain.Symbols, Width);
        using (no_grad()) tokens.weight!.copy_(Layers.Normal([MarkovChain.Symbols, Width], 1, weights));
        positions = new(Layers.Normal([MarkovChain.Length, Width], 0.1, weights));
        blocks = nn.Sequential(Enumerable.Range(0, depth).Select(i => ($"block{i + 1}", (nn.Module<Tensor, Tensor>)new TransformerBlock(Width, FeedWidth, pre, weights))));
        readout = Layers.Linear(Width, MarkovChain.Symbols, 1, weights);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) => readout.call(blocks.call(tokens.call(x) + positions));
}
