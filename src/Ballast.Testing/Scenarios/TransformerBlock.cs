using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Testing;

/// <summary>Causal self-attention and a ReLU perceptron, each with a residual path, normalised before (pre) or after (post) the sum.</summary>
internal sealed class TransformerBlock : nn.Module<Tensor, Tensor>
{
    private const int Heads = 4;
    private readonly Linear query, key, value, mix;
    private readonly Sequential feed;
    private readonly LayerNorm norm1, norm2;
    private readonly bool _pre;

    public TransformerBlock(int width, int feedWidth, bool pre, Generator weights) : base("block")
    {
        (query, key, value, mix) = (Project(), Project(), Project(), Project());
        feed = Layers.Mlp(weights, [width, feedWidth, width], Layers.He, lastGain: 1);
        (norm1, norm2, _pre) = (nn.LayerNorm(width), nn.LayerNorm(width), pre);
        RegisterComponents();

        Linear Project() => Layers.Linear(width, width, 1, weights);
    }

    public override Tensor forward(Tensor x)
    {
        if (_pre)
        {
            x = x + Attend(norm1.call(x));
            return x + feed.call(norm2.call(x));
        }

        x = norm1.call(x + Attend(x));
        return norm2.call(x + feed.call(x));
    }

    private Tensor Attend(Tensor x)
    {
        var (n, length, width) = (x.shape[0], x.shape[1], x.shape[2]);
        var later = ones(length, length).triu(1).to(ScalarType.Bool);
        var scores = Split(query).matmul(Split(key).transpose(2, 3)).div(Math.Sqrt((double)width / Heads)).masked_fill(later, float.NegativeInfinity);
        return mix.call(scores.softmax(-1).matmul(Split(value)).transpose(1, 2).reshape(n, length, width));

        Tensor Split(Linear projection) => projection.call(x).view(n, length, Heads, width / Heads).transpose(1, 2);
    }
}
