using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>A mixture of experts: small perceptrons, weighted by the softmax of a linear gate.</summary>
internal sealed class ExpertMixture : nn.Module<Tensor, Tensor>
{
    private readonly Linear gate;
    private readonly ModuleList<nn.Module<Tensor, Tensor>> experts;

    public ExpertMixture(int inputs, int hidden, int count, Generator weights)
        : base("experts")
    {
        gate = Layers.Linear(inputs, count, 1, weights);
        experts = nn.ModuleList<nn.Module<Tensor, Tensor>>([
            .. Enumerable
                .Range(0, count)
                .Select(_ => Layers.Mlp(weights, [inputs, hidden, 1], Layers.He, lastGain: 1, activation: () => nn.GELU())),
        ]);
        RegisterComponents();
    }

    /// <summary>[n, inputs] in, [n, 1] out.</summary>
    public override Tensor forward(Tensor x) =>
        (gate.call(x).softmax(1) * cat([.. experts.Select(expert => expert.call(x))], 1)).sum(1, keepdim: true);
}
