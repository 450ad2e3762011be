using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>
/// Token embedding with learned positions, then the given blocks, then a linear readout over the symbols of <see cref="MarkovChain"/>.
/// </summary>
internal sealed class PlainTransformer : nn.Module<Tensor, Tensor>
{
    public const int Width = 24;
    private readonly Embedding tokens;
    private readonly Parameter positions;
    private readonly Sequential blocks;
    private readonly Linear readout;

    public PlainTransformer(int depth, Func<PlainBlock> block, Generator weights)
        : base("transformer")
    {
        tokens = Layers.Embedding(MarkovChain.Symbols, Width, 1, weights);
        positions = new(Layers.Normal([MarkovChain.Length, Width], 0.1, weights));
        blocks = nn.Sequential(Enumerable.Range(0, depth).Select(i => ($"block{i + 1}", (nn.Module<Tensor, Tensor>)block())));
        readout = Layers.Linear(Width, MarkovChain.Symbols, 1, weights);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) => readout.call(blocks.call(tokens.call(x).Plus(positions)));
}
