using static TorchSharp.torch;

namespace Ballast;

/// <summary>How many values feed one output of a layer, and how many outputs one input feeds.</summary>
/// <param name="In">Inputs of one output: columns of a linear weight, input channels x kernel of a convolution.</param>
/// <param name="Out">Outputs of one input: rows of a linear weight, output channels x kernel of a convolution.</param>
public readonly record struct Fan(long In, long Out)
{
    /// <summary>From the shape [out, in, kernel...] of a weight, or [in, out, kernel...] of a transposed convolution.</summary>
    public static Fan Of(Tensor weight, bool transposed = false)
    {
        ArgumentNullException.ThrowIfNull(weight);
        var shape = weight.shape;
        var kernel = shape.Skip(2).Aggregate(1L, (product, size) => product * size);
        var fan = new Fan(shape[1] * kernel, shape[0] * kernel);
        return transposed ? new(fan.Out, fan.In) : fan;
    }
}
