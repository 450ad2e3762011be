using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>
/// Affine coupling layers over two dimensions (Dinh and others, 2017): z' = z exp(s) + t of the other half, with s unbounded. What comes
/// out is the logarithm of the density at every point.
/// </summary>
internal sealed class CouplingFlow : nn.Module<Tensor, Tensor>
{
    private readonly ModuleList<nn.Module<Tensor, Tensor>> layers;

    public CouplingFlow(int depth, int hidden, double lastGain, Generator weights)
        : base("flow")
    {
        layers = nn.ModuleList<nn.Module<Tensor, Tensor>>([
            .. Enumerable.Range(0, depth).Select(_ => Layers.Mlp(weights, [1, hidden, 2], Layers.He, lastGain)),
        ]);
        RegisterComponents();
    }

    /// <summary>[n, 2] in, [n, 1] out.</summary>
    public override Tensor forward(Tensor x)
    {
        var (a, b) = (x.narrow(1, 0, 1), x.narrow(1, 1, 1));
        var logDeterminant = zeros_like(a);
        foreach (var layer in layers)
        {
            var move = layer.call(a);
            var s = move.narrow(1, 0, 1);
            (a, b) = ((b * s.exp()).Plus(move.narrow(1, 1, 1)), a);
            logDeterminant = logDeterminant.Plus(s);
        }

        return (logDeterminant - a.Squared().Plus(b.Squared()).Over(2)).Minus(Math.Log(2 * Math.PI));
    }
}
