using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>
/// A ReLU perceptron of half-precision layers under a static loss scale, which stands in its backward pass: the loss itself is not scaled.
/// </summary>
internal sealed class HalfMlp : nn.Module<Tensor, Tensor>
{
    private readonly Sequential _layers;
    private readonly double _lossScale;

    public HalfMlp(int[] sizes, double lossScale, Generator weights)
        : base(nameof(HalfMlp))
    {
        var layers = new List<(string, nn.Module<Tensor, Tensor>)>();
        for (var i = 1; i < sizes.Length; i++)
        {
            layers.Add(($"linear{i}", new HalfLinear(sizes[i - 1], sizes[i], Layers.He, lossScale, weights)));
            if (i < sizes.Length - 1)
                layers.Add(($"activation{i}", nn.ReLU()));
        }

        (_layers, _lossScale) = (nn.Sequential(layers), lossScale);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) => HalfLinear.ScaleGradient(_layers.call(x), _lossScale);
}
