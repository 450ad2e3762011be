using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// What a linear layer or convolution computes, with its parameters apart: so that another weight can stand in for a pass.
/// </summary>
/// <param name="Weight">The layer's.</param>
/// <param name="Bias">The layer's, or null.</param>
/// <param name="Apply">From input, weight and bias.</param>
internal sealed record WeightedCall(Parameter Weight, Parameter? Bias, Func<Tensor, Tensor, Tensor?, Tensor> Apply)
{
    /// <summary>Of a layer, which is not to be used any more.</summary>
    /// <param name="layer">Linear, Conv1d or Conv2d.</param>
    /// <param name="what">Who asks, and for what, for the message.</param>
    /// <exception cref="ArgumentException">It is another kind of layer.</exception>
    public static WeightedCall Of(nn.Module<Tensor, Tensor> layer, string what) =>
        layer switch
        {
            Linear it => new(it.weight!, it.bias, (x, w, b) => nn.functional.linear(x, w, b)),
            Conv1d it when IsPlain(it) => new(it.weight!, it.bias, (x, w, b) =>
                nn.functional.conv1d(x, w, b, it.stride[0], it.padding![0], it.dilation[0], it.groups)
            ),
            Conv2d it when IsPlain(it) => new(it.weight!, it.bias, (x, w, b) =>
                nn.functional.conv2d(x, w, b, it.stride, it.padding, it.dilation, it.groups)
            ),
            _ => throw new ArgumentException(
                $"{what} the weights of Linear, or of Conv1d or Conv2d padded by a number of zeros; this is {layer.GetName()}.",
                nameof(layer)
            ),
        };

    private static bool IsPlain(Convolution it) => it.padding is { Length: > 0 } && it.padding_mode == PaddingModes.Zeros;
}
