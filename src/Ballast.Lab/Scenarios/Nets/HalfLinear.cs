using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>
/// A linear layer in emulated half precision: inputs, weights and outputs are rounded to float16 on the way forward and their
/// gradients on the way back. Gradients arrive multiplied by a static loss scale, which is taken off the parameters' exactly.
/// </summary>
internal sealed class HalfLinear : nn.Module<Tensor, Tensor>
{
    private readonly Parameter weight,
        bias;
    private readonly double _lossScale;

    public HalfLinear(int inputs, int outputs, double gain, double lossScale, Generator weights)
        : base(nameof(HalfLinear))
    {
        weight = new(Layers.Normal([outputs, inputs], gain / Math.Sqrt(inputs), weights));
        bias = new(zeros(outputs));
        _lossScale = lossScale;
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) =>
        Round(nn.functional.linear(Round(x), Round(ScaleGradient(weight, 1 / _lossScale)), Round(ScaleGradient(bias, 1 / _lossScale))));

    /// <summary>x itself, but its gradient is multiplied.</summary>
    public static Tensor ScaleGradient(Tensor x, double scale)
    {
        var value = x.detach();
        return value.Plus((x - value).Times(scale));
    }

    // the gradient of a cast is the cast of the gradient, so this rounds both ways
    private static Tensor Round(Tensor x) => x.to(ScalarType.Float16).to(ScalarType.Float32);
}
