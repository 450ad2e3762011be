using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace Ballast;

/// <summary>A convolution of two samples: its output, and the gradients of input and weights.</summary>
internal sealed record ConvolutionCheck(int Dimensions, int In, int Out, int Kernel)
{
    public bool Transposed { get; init; }

    public int Stride { get; init; } = 1;

    public int Dilation { get; init; } = 1;

    public int Groups { get; init; } = 1;

    /// <summary>Length of every dimension of the input.</summary>
    public int Size { get; init; } = 6;

    public string Name =>
        $"{(Transposed ? "transposed " : "")}conv{Dimensions}d {In} to {Out}, kernel {Kernel}"
        + $"{(Stride > 1 ? $", stride {Stride}" : "")}{(Dilation > 1 ? $", dilation {Dilation}" : "")}"
        + $"{(Groups > 1 ? $", {Groups} groups" : "")}";

    public Tensor[] Compute(ScalarType type, Device device)
    {
        var (across, each) = Transposed ? (In, Out / Groups) : (Out, In / Groups);
        var x = WholeNumbers.Of(type, device, 1, [2, In, .. Every(Size)]).requires_grad_();
        var w = WholeNumbers.Of(type, device, 2, [across, each, .. Every(Kernel)]).requires_grad_();
        var y = Run(x, w);
        y.backward([WholeNumbers.Of(type, device, 3, y.shape)]);
        return [y, x.grad!, w.grad!];
    }

    private Tensor Run(Tensor x, Tensor w)
    {
        long padding = Dilation * (Kernel - 1) / 2;
        long[] pad = Every(padding),
            stride = Every(Stride),
            dilation = Every(Dilation);
        return (Dimensions, Transposed) switch
        {
            (1, false) => conv1d(x, w, stride: Stride, padding: padding, dilation: Dilation, groups: Groups),
            (2, false) => conv2d(x, w, strides: stride, padding: pad, dilation: dilation, groups: Groups),
            (3, false) => conv3d(x, w, strides: stride, padding: pad, dilation: dilation, groups: Groups),
            (1, true) => conv_transpose1d(x, w, stride: Stride, padding: padding, dilation: Dilation, groups: Groups),
            (2, true) => conv_transpose2d(x, w, strides: stride, padding: pad, dilation: dilation, groups: Groups),
            _ => conv_transpose3d(x, w, strides: stride, padding: pad, dilation: dilation, groups: Groups),
        };
    }

    private long[] Every(long value) => [.. Enumerable.Repeat(value, Dimensions)];
}
