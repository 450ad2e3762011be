using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// A linear layer or convolution that computes with a function of its weight instead of the weight itself; gradients go through that
/// function. It takes the layer's parameters over, as a leaf of its own with <c>weight</c> and <c>bias</c>.
/// </summary>
public abstract class Reparametrized : nn.Module<Tensor, Tensor>, IWeighted
{
    // the fields' names are the parameters' names
    private readonly Parameter weight;
    private readonly Parameter? bias;
    private readonly WeightedCall _call;

    private protected Reparametrized(nn.Module<Tensor, Tensor> layer, string name)
        : base(name)
    {
        _call = WeightedCall.Of(layer, $"{name} works on");
        (weight, bias) = (_call.Weight, _call.Bias);
        register_parameter(nameof(weight), weight);
        if (bias is not null)
            register_parameter(nameof(bias), bias);
    }

    /// <summary>The weight that is trained.</summary>
    public Parameter Weight => weight;

    /// <summary>The bias, if there is one.</summary>
    public Parameter? Bias => bias;

    /// <summary>The weight that the layer computes with, of the shape of <see cref="Weight"/>; gradients go through it.</summary>
    public abstract Tensor Effective();

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var effective = Effective();
        return _call.Apply(input, effective, bias);
    }
}
