using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>
/// A U of convolutions over time: two halve the length, one stays, two double it again and add what was there on the way down, one reads
/// out.
/// </summary>
internal sealed class SignalUNet : nn.Module<Tensor, Tensor>
{
    public const int Root = 3; // of the kernel
    private readonly Conv1d down1,
        down2,
        middle,
        up2,
        up1,
        readout;

    /// <param name="channels">At full depth twice as many.</param>
    /// <param name="gain">Weights have standard deviation gain / sqrt(fan-in).</param>
    /// <param name="weights">What they follow from.</param>
    public SignalUNet(int channels, double gain, Generator weights)
        : base("unet")
    {
        (down1, down2, middle) = (Conv(1, channels, 2), Conv(channels, 2 * channels, 2), Conv(2 * channels, 2 * channels, 1));
        (up2, up1, readout) = (Conv(2 * channels, channels, 1), Conv(channels, channels, 1), Conv(channels, 1, 1));
        RegisterComponents();

        Conv1d Conv(int inputs, int outputs, int stride)
        {
            using var off = no_grad();
            var conv = nn.Conv1d(inputs, outputs, Root * Root, stride: stride, padding: Root * Root / 2);
            conv.weight!.copy_(Layers.Normal(conv.weight.shape, gain / (Root * Math.Sqrt(inputs)), weights));
            conv.bias!.zero_();
            return conv;
        }
    }

    /// <summary>[n, 1, T] in and out, T a multiple of 4.</summary>
    public override Tensor forward(Tensor x)
    {
        var half = down1.call(x).relu();
        var quarter = middle.call(down2.call(half).relu()).relu();
        var up = up2.call(quarter.repeat_interleave(2, 2)).relu().Plus(half);
        return readout.call(up1.call(up.repeat_interleave(2, 2)).relu());
    }
}
