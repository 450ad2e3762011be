using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Ballast;

/// <summary>
/// Convolution of [channels, length] or [channels, rows, columns]; with a stride of 1 and an odd kernel it keeps the size.
/// </summary>
internal sealed class ConvLayer(ILayerSettings it) : Layer(it)
{
    private const long Largest = 1024;
    private readonly LayerSize _out = it.Size("out");
    private readonly long _kernel = it.Whole("kernel", 1, Largest, 3),
        _stride = it.Whole("stride", 1, Largest, 1);
    private readonly long _padding = it.Whole("padding", -1, Largest, -1),
        _groups = it.Whole("groups", 1, 65536, 1);
    private readonly bool _bias = it.Flag("bias", true);
    private readonly string _reparam = it.Choice("reparam", ["none", .. Reparametrizations.Names]);
    private readonly Initialization? _init = it.Init("init");

    public override Module<Tensor, Tensor> Build(LayerInput input)
    {
        if (input.Shape is not [var from, .. var sizes] || sizes.Length is not (1 or 2))
            throw Misfit(input, "it needs [channels, length] or [channels, rows, columns].", "Put it before any flatten.");
        var (to, padding) = (_out.Of(input.Task), _padding < 0 ? (_kernel - 1) / 2 : _padding);
        if (sizes.Min() + (2 * padding) < _kernel)
            throw Misfit(
                input,
                $"a kernel of {_kernel} is larger than that with a padding of {padding}.",
                "Choose a smaller kernel, or pool less before it."
            );
        if (from % _groups != 0 || to % _groups != 0)
            throw Misfit(
                input,
                $"{from} channels in and {to} out cannot both be cut into {_groups} groups.",
                "Choose a number of groups that divides both."
            );
        CheckRoom(
            input,
            (double)from / _groups * to * Math.Pow(_kernel, sizes.Length),
            sizes.Aggregate((double)to, (product, size) => product * (((size + (2 * padding) - _kernel) / _stride) + 1))
        );
        var layer = Filled<Module<Tensor, Tensor>>(
            sizes.Length == 1
                ? Conv1d(from, to, _kernel, _stride, padding, groups: _groups, bias: _bias)
                : Conv2d(from, to, _kernel, _stride, padding, groups: _groups, bias: _bias),
            _init,
            input
        );
        return Reparametrized(layer, _reparam);
    }
}
