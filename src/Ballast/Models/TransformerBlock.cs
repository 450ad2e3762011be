using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Ballast;

/// <summary>
/// Self-attention and a perceptron of one hidden layer, each with a residual path, normalised before the branch (pre; Xiong et al.
/// 2020, arXiv:2002.04745) or after the sum (post; Vaswani et al. 2017). [n, steps, width] in and out.
/// </summary>
internal sealed class TransformerBlock : Module<Tensor, Tensor>
{
    private readonly SelfAttention attention;
    private readonly LayerStack feed;
    private readonly LayerNorm norm1,
        norm2;
    private readonly LayerStack? drop1,
        drop2;
    private readonly bool _pre;

    public TransformerBlock(
        long width,
        long heads,
        long feedWidth,
        bool pre,
        bool causal,
        Module<Tensor, Tensor> activation,
        Func<LayerStack?>? dropout = null,
        RealSteps? real = null,
        AttentionScores? scores = null
    )
        : base("block")
    {
        attention = new(width, heads, causal, real, scores);
        feed = new("feed", [("linear1", Linear(width, feedWidth)), ("act1", activation), ("linear2", Linear(feedWidth, width))]);
        (norm1, norm2, _pre) = (LayerNorm(width), LayerNorm(width), pre);
        (drop1, drop2) = (dropout?.Invoke(), dropout?.Invoke());
        RegisterComponents();
    }

    /// <summary>
    /// Attention and the second feed layer at LeCun's scale, the first feed layer at He's, all times <paramref name="gain"/>: the
    /// variance of what a branch adds is about that of its input.
    /// </summary>
    public void Initialise(Generator weights, double gain = 1)
    {
        Initializations.LeCun(gain).Apply(attention, weights);
        foreach (var (name, layer) in feed.named_children())
            (name == "linear1" ? Initializations.He(gain) : Initializations.LeCun(gain)).Apply(layer, weights);
    }

    public override Tensor forward(Tensor x)
    {
        if (_pre)
        {
            x = x.Plus(Dropped(drop1, attention.call(norm1.call(x))));
            return x.Plus(Dropped(drop2, feed.call(norm2.call(x))));
        }

        x = norm1.call(x.Plus(Dropped(drop1, attention.call(x))));
        return norm2.call(x.Plus(Dropped(drop2, feed.call(x))));
    }

    private static Tensor Dropped(LayerStack? dropout, Tensor x) => dropout is null ? x : dropout.call(x);
}
