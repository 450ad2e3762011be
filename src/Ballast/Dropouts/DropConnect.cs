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
    private readonly WeightedCall _call;

    public DropConnect(nn.Module<Tensor, Tensor> layer, DropRate rate, long? seed)
        : base(nameof(DropConnect), rate, seed)
    {
        _call = WeightedCall.Of(layer, "DropConnect drops");
        (weight, bias) = (_call.Weight, _call.Bias);
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
        return _call.Apply(x, dropped, bias);
    }

    protected override Tensor Expect(Tensor x, double p) => _call.Apply(x, weight, bias);
}
