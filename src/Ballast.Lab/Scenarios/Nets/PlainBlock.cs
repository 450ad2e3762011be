using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>
/// A causal attention block of one head, x + attend(x), then x + feed(x), with what usually keeps it tame left to choose.
/// </summary>
internal sealed class PlainBlock : nn.Module<Tensor, Tensor>
{
    private readonly Linear query,
        key,
        value,
        mix;
    private readonly Sequential feed;
    private readonly nn.Module<Tensor, Tensor> norm1,
        norm2;
    private readonly double _scale;

    /// <param name="width">Of the residual stream.</param>
    /// <param name="normalised">Whether each branch normalises what it reads.</param>
    /// <param name="scaled">Whether scores are divided by sqrt(width).</param>
    /// <param name="scoreGain">Of the query and key projections.</param>
    /// <param name="branchGain">Of the last layer of both branches.</param>
    /// <param name="weights">What they follow from.</param>
    public PlainBlock(int width, bool normalised, bool scaled, double scoreGain, double branchGain, Generator weights)
        : base("block")
    {
        (query, key) = (Layers.Linear(width, width, scoreGain, weights), Layers.Linear(width, width, scoreGain, weights));
        (value, mix) = (Layers.Linear(width, width, 1, weights), Layers.Linear(width, width, branchGain, weights));
        feed = Layers.Mlp(weights, [width, 4 * width, width], Layers.He, branchGain);
        (norm1, norm2) = (Norm(), Norm());
        _scale = scaled ? Math.Sqrt(width) : 1;
        RegisterComponents();

        nn.Module<Tensor, Tensor> Norm() => normalised ? nn.LayerNorm(width) : nn.Identity();
    }

    public override Tensor forward(Tensor x)
    {
        x = x.Plus(Attend(norm1.call(x)));
        return x.Plus(feed.call(norm2.call(x)));
    }

    private Tensor Attend(Tensor x)
    {
        var later = ones(x.shape[1], x.shape[1]).triu(1).to(ScalarType.Bool);
        var scores = query.call(x).matmul(key.call(x).transpose(1, 2)).Over(_scale).Masked(later, float.NegativeInfinity);
        return mix.call(scores.softmax(-1).matmul(value.call(x)));
    }
}
