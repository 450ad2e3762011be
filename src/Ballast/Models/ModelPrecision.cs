using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>Models that compute in 16 bits.</summary>
public static class ModelPrecision
{
    /// <summary>
    /// Lets a model compute in bfloat16: weights and buffers of floating point become it, float inputs are rounded on their way in, and
    /// outputs are float32 again. Build the optimizer afterwards: Ballast's own keep a float32 copy of every weight
    /// (<see cref="FusedOptimizer.MasterWeights"/>), so that small changes are not lost. Halves memory and traffic of weights and
    /// activations; on processors without bfloat16 arithmetic it may be slower.
    /// </summary>
    /// <param name="model">The model; it is to be run by <c>call()</c>, which hooks belong to.</param>
    public static void UseBFloat16(nn.Module<Tensor, Tensor> model)
    {
        ArgumentNullException.ThrowIfNull(model);
        model.to(ScalarType.BFloat16);
        model.register_forward_pre_hook((_, x) => x.is_floating_point() ? x.to(ScalarType.BFloat16) : x);
        model.register_forward_hook((_, _, output) => output.to(ScalarType.Float32));
    }
}
