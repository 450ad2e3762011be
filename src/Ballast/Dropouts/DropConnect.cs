using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// A linear layer or convolution with dropout on its weights, W m / (1 - p), one mask a batch (Wan et al. 2013); its bias stays. It takes
/// the parameters over, as a leaf of its own, so that initialisation, probe and repair see a weighted module.
/// </summary>
internal sealed class DropConnect : StochasticModule, IWeighted
{
    // the fields' names are the parameters' names
    private readonly Parameter weight;
    private readonly Parameter? bias;
    private readonly Func<Tensor, Tensor, Tensor?, Tensor> _apply;

    public DropConnect(nn.Module<Tensor, Tensor> layer, DropRate rate, long? seed)
        : base(nameof(DropConnect), rate, seed)
    {
        (weight, bias, _apply) = layer switch
        {
            Linear it => (it.weight!, it.bias, (Func<Tensor, Tensor, Tensor?, Tensor>)((x, w, b) => nn.functional.linear(x, w, b))),
            Conv1d it when IsPlain(it) => (it.weight!, it.bias, (x, w, b) =>
                nn.functional.conv1d(x, w, b, it.stride[0], it.padding![0], it.dilation[0], it.groups)
            ),
            Conv2d it when IsPlain(it) => (it.weight!, it.bias, (x, w, b) =>
                nn.functional.conv2d(x, w, b, it.stride, it.padding, it.dilation, it.groups)
            ),
            _ => throw new ArgumentException(
                $"DropConnect drops the weights of Linear, or of Conv1d or Conv2d padded by a number of zeros; this is {layer.GetName()}.",
                nameof(layer)
            ),
        };
        register_parameter(nameof(weight), weight);
        if (bias is not null)
            register_parameter(nameof(bias), bias);
    }

    public Parameter Weight => weight;

    public Parameter? Bias => bias;

    protected override Tensor Drop(Tensor x, double p, Draws draws)
    {
        using var mask = draws.Bernoulli(1 - p, 1 / (1 - p), weight.shape, weight);
        using var dropped = weight.mul(mask);
        return _apply(x, dropped, bias);
    }

    protected override Tensor Expect(Tensor x, double p) => _apply(x, weight, bias);

    private static bool IsPlain(Convolution it) => it.padding is { Length: > 0 } && it.padding_mode == PaddingModes.Zeros;
}
