using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Ballast;

/// <summary>The largest or the mean value of every window of [channels, length] or [channels, rows, columns].</summary>
internal sealed class PoolLayer(ILayerSettings it, bool max) : Layer(it)
{
    private readonly long _size = it.Whole("size", 1, 1024, 2);
    private readonly long _stride = it.Whole("stride", 0, 1024, 0); // 0: as large as the window

    public override Module<Tensor, Tensor> Build(LayerInput input)
    {
        if (input.Shape is not [_, .. var sizes] || sizes.Length is not (1 or 2))
            throw Misfit(input, "it needs [channels, length] or [channels, rows, columns].", "Put it before any flatten.");
        if (sizes.Min() < _size)
            throw Misfit(input, $"a window of {_size} is larger than that.", "Choose a smaller size, or remove a pooling before it.");
        var stride = _stride == 0 ? _size : _stride;
        return (max, sizes.Length) switch
        {
            (true, 1) => MaxPool1d(_size, stride),
            (true, _) => MaxPool2d(_size, stride),
            (_, 1) => AvgPool1d(_size, stride),
            _ => AvgPool2d(_size, stride),
        };
    }
}
