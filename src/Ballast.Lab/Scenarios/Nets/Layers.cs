using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>Layers with normal weights of standard deviation gain / sqrt(fan-in), biases 0, from a generator.</summary>
public static class Layers
{
    /// <summary>The gain that keeps ReLU activations at unit size.</summary>
    public static readonly double He = Math.Sqrt(2);

    /// <summary>A linear layer.</summary>
    /// <param name="inputs">Columns.</param>
    /// <param name="outputs">Rows.</param>
    /// <param name="gain">Weights have standard deviation gain / sqrt(inputs).</param>
    /// <param name="generator">What they follow from.</param>
    /// <param name="bias">Whether there is a bias, of 0.</param>
    public static Linear Linear(int inputs, int outputs, double gain, Generator generator, bool bias = true)
    {
        using var off = no_grad();
        var linear = nn.Linear(inputs, outputs, bias);
        using var weight = Normal([outputs, inputs], gain / Math.Sqrt(inputs), generator);
        linear.weight.copy_(weight);
        linear.bias?.zero_();
        return linear;
    }

    /// <summary>A convolution of 3 x 3, padded so that only the stride makes the image smaller.</summary>
    /// <param name="inputs">Channels in.</param>
    /// <param name="outputs">Channels out.</param>
    /// <param name="gain">Weights have standard deviation gain / sqrt(9 inputs).</param>
    /// <param name="generator">What they follow from.</param>
    /// <param name="stride">Of both sides.</param>
    public static Conv2d Conv(int inputs, int outputs, double gain, Generator generator, int stride = 1)
    {
        using var off = no_grad();
        var conv = nn.Conv2d(inputs, outputs, 3, stride: stride, padding: 1);
        using var weight = Normal(conv.weight!.shape, gain / Math.Sqrt(9 * inputs), generator);
        conv.weight.copy_(weight);
        conv.bias!.zero_();
        return conv;
    }

    /// <summary>A table of normal vectors.</summary>
    /// <param name="count">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="std">Standard deviation of every number.</param>
    /// <param name="generator">What they follow from.</param>
    public static Embedding Embedding(int count, int width, double std, Generator generator)
    {
        using var off = no_grad();
        var embedding = nn.Embedding(count, width);
        using var weight = embedding.weight!; // made anew each time it is asked for: nobody else holds it while it is read
        using var vectors = Normal([count, width], std, generator);
        weight.copy_(vectors);
        return embedding;
    }

    /// <summary>Normal numbers of mean 0.</summary>
    /// <param name="shape">Of the tensor.</param>
    /// <param name="std">Standard deviation.</param>
    /// <param name="generator">What they follow from.</param>
    public static Tensor Normal(long[] shape, double std, Generator generator) => randn(shape, generator: generator).Scale(std);

    /// <summary>Linear layers of the given sizes with an activation between them.</summary>
    /// <param name="generator">What the weights follow from.</param>
    /// <param name="sizes">Inputs, hidden layers, outputs.</param>
    /// <param name="gain">Of every layer: see <see cref="He"/>.</param>
    /// <param name="lastGain">Of the last one. Default: the same.</param>
    /// <param name="activation">Makes one. Default: ReLU.</param>
    public static Sequential Mlp(
        Generator generator,
        int[] sizes,
        double gain,
        double? lastGain = null,
        Func<nn.Module<Tensor, Tensor>>? activation = null
    )
    {
        var layers = new List<(string, nn.Module<Tensor, Tensor>)>();
        for (var i = 1; i < sizes.Length; i++)
        {
            var last = i == sizes.Length - 1;
            layers.Add(($"linear{i}", Linear(sizes[i - 1], sizes[i], last ? lastGain ?? gain : gain, generator)));
            if (!last)
                layers.Add(($"activation{i}", activation?.Invoke() ?? nn.ReLU()));
        }

        return nn.Sequential(layers);
    }
}
