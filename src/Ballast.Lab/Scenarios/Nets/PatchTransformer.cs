using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>
/// A transformer over the 16 patches of 7 x 7 of an image [n, 1, 28, 28]; the mean of all patches is read out as ten classes.
/// </summary>
internal sealed class PatchTransformer : nn.Module<Tensor, Tensor>
{
    private const int Patch = 7,
        Patches = 16,
        Heads = 4;
    private readonly Positions embed;
    private readonly Sequential blocks;
    private readonly Linear readout;

    public PatchTransformer(int width, int depth, bool pre, Generator weights)
        : base("patches")
    {
        embed = new(Patches, width, Layers.Linear(Patch * Patch, width, 1, weights));
        embed.Initialise(weights);
        blocks = nn.Sequential(Enumerable.Range(0, depth).Select(i => ($"block{i + 1}", Block(width, pre, weights))));
        readout = Layers.Linear(width, AllFashion.Classes, 1, weights);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) =>
        readout.call(blocks.call(embed.call(nn.functional.unfold(x, Patch, stride: Patch).transpose(1, 2))).mean([1]));

    private static nn.Module<Tensor, Tensor> Block(int width, bool pre, Generator weights)
    {
        var block = new TransformerBlock(width, Heads, 4 * width, pre, causal: false, nn.GELU());
        block.Initialise(weights);
        return block;
    }
}
