using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>
/// Reads examples (x, y) and says the y of one more x: attention layers x + V K'Q without a softmax, of which the last position, the
/// question, is not attended to.
/// </summary>
internal sealed class LinearAttention : nn.Module<Tensor, Tensor>
{
    private readonly Linear embed,
        readout;
    private readonly ModuleList<Linear> query,
        key,
        value;
    private readonly double _divisor;

    /// <param name="inputs">Values of a position.</param>
    /// <param name="width">Of the residual stream.</param>
    /// <param name="depth">Number of layers.</param>
    /// <param name="divisor">What every sum over positions is divided by.</param>
    /// <param name="weights">What they follow from.</param>
    public LinearAttention(int inputs, int width, int depth, double divisor, Generator weights)
        : base("linear-attention")
    {
        (embed, readout) = (Layers.Linear(inputs, width, 1, weights), Layers.Linear(width, 1, 1, weights));
        (query, key, value) = (All(), All(), All());
        _divisor = divisor;
        RegisterComponents();

        ModuleList<Linear> All() =>
            nn.ModuleList<Linear>([.. Enumerable.Range(0, depth).Select(_ => Layers.Linear(width, width, 1, weights, bias: false))]);
    }

    /// <summary>[n, positions, inputs] in, [n, 1] out.</summary>
    public override Tensor forward(Tensor x)
    {
        x = embed.call(x);
        for (var i = 0; i < query.Count; i++)
        {
            var examples = x.narrow(1, 0, x.shape[1] - 1);
            var scores = query[i].call(x).matmul(key[i].call(examples).transpose(1, 2));
            x = x.Plus(scores.matmul(value[i].call(examples)).Over(_divisor));
        }

        return readout.call(x.select(1, -1));
    }
}
