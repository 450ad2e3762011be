using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>
/// Two convolutions over time, windows of three steps, and a readout of all their values, in half precision under a static loss scale.
/// </summary>
internal sealed class HalfConvNet : nn.Module<Tensor, Tensor>
{
    private const int Window = 3,
        Stride = 2,
        Channels = 16;
    private readonly HalfLinear first,
        second,
        readout;
    private readonly double _lossScale;

    public HalfConvNet(int inputs, int length, int outputs, double lossScale, Generator weights)
        : base("half_conv")
    {
        var left = ((length - (2 * Window) + 1) / Stride) + 1;
        first = new(Window * inputs, Channels, Layers.He, lossScale, weights);
        second = new(Window * Channels, Channels, Layers.He, lossScale, weights);
        (readout, _lossScale) = (new(left * Channels, outputs, 1, lossScale, weights), lossScale);
        RegisterComponents();
    }

    /// <summary>[n, T, inputs] in, [n, outputs] out.</summary>
    public override Tensor forward(Tensor x)
    {
        x = first.call(x.unfold(1, Window, 1).flatten(2)).relu();
        x = second.call(x.unfold(1, Window, Stride).flatten(2)).relu();
        return HalfLinear.ScaleGradient(readout.call(x.flatten(1)), _lossScale);
    }
}
