using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>A causal language model with its norms before the branches and learned positions.</summary>
internal sealed class LetterTransformer : nn.Module<Tensor, Tensor>
{
    private const int Heads = 6;
    private const double Small = 0.02;
    private readonly Positions embed;
    private readonly Sequential blocks;
    private readonly LayerNorm norm;
    private readonly Linear readout;

    public LetterTransformer(int symbols, int length, int width, int depth, Generator weights)
        : base("letters")
    {
        embed = new(length, width, Layers.Embedding(symbols, width, Small, weights));
        embed.Initialise(weights);
        blocks = nn.Sequential(Enumerable.Range(0, depth).Select(i => ($"block{i + 1}", Block(width, weights))));
        norm = nn.LayerNorm(width);
        readout = Layers.Linear(width, symbols, 1, weights);
        RegisterComponents();
    }

    /// <summary>Symbols [n, T] in, logits [n, T, symbols] out.</summary>
    public override Tensor forward(Tensor x) => readout.call(norm.call(blocks.call(embed.call(x))));

    private static nn.Module<Tensor, Tensor> Block(int width, Generator weights)
    {
        var block = new TransformerBlock(width, Heads, 4 * width, pre: true, causal: true, nn.GELU());
        block.Initialise(weights);
        return block;
    }
}
