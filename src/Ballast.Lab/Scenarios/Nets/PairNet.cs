using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>
/// The Euclidean distance of two embeddings by the same net, written as the formula has it: the slope of the root at 0 is infinite.
/// </summary>
internal sealed class PairNet : nn.Module<Tensor, Tensor>
{
    private readonly nn.Module<Tensor, Tensor> embed;

    public PairNet(nn.Module<Tensor, Tensor> embed)
        : base("pair")
    {
        this.embed = embed;
        RegisterComponents();
    }

    /// <summary>[n, 2, features] in, [n] out.</summary>
    public override Tensor forward(Tensor x)
    {
        var z = embed.call(x);
        return (z.select(1, 0) - z.select(1, 1)).Squared().sum(1).sqrt();
    }
}
