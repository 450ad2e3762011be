using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>A net of two hidden layers whose weights are the outputs of another net, that sees a context.</summary>
internal sealed class HyperNet : nn.Module<Tensor, Tensor>
{
    private readonly int _context,
        _inputs,
        _hidden;
    private readonly Sequential generate;

    /// <param name="context">Values that say which function is meant.</param>
    /// <param name="inputs">Arguments of that function.</param>
    /// <param name="hidden">Width of the generated layers.</param>
    /// <param name="scale">About the standard deviation of a generated weight.</param>
    /// <param name="weights">What the generating net follows from.</param>
    public HyperNet(int context, int inputs, int hidden, double scale, Generator weights)
        : base("hyper")
    {
        (_context, _inputs, _hidden) = (context, inputs, hidden);
        generate = Layers.Mlp(weights, [context, 32, hidden * (inputs + hidden + 1)], Layers.He, lastGain: scale);
        RegisterComponents();
    }

    /// <summary>Context and inputs [n, context + inputs] in, [n, 1] out.</summary>
    public override Tensor forward(Tensor x)
    {
        var generated = generate.call(x.narrow(1, 0, _context)).split([_hidden * _inputs, _hidden * _hidden, _hidden], 1);
        var h = generated[0].view(-1, _hidden, _inputs).bmm(x.narrow(1, _context, _inputs).unsqueeze(2)).Elu();
        h = generated[1].view(-1, _hidden, _hidden).bmm(h).Elu();
        return (generated[2] * h.squeeze(2)).sum(1, keepdim: true);
    }
}
