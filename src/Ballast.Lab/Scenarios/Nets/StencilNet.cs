using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>
/// A function on [0, 1] that is 0 at both ends, at a point and at its two neighbours, for second derivatives by differences.
/// </summary>
internal sealed class StencilNet : nn.Module<Tensor, Tensor>
{
    private readonly nn.Module<Tensor, Tensor> net;
    private readonly double _width;

    public StencilNet(nn.Module<Tensor, Tensor> net, double width)
        : base("stencil")
    {
        (this.net, _width) = (net, width);
        RegisterComponents();
    }

    /// <summary>[n, 1] in, [n, 3] out.</summary>
    public override Tensor forward(Tensor x)
    {
        var points = cat([x.Minus(_width), x, x.Plus(_width)], 0);
        return (net.call(points) * points * points.TakenFrom(1)).Times(4).view(3, -1).t();
    }
}
