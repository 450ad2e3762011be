using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// How the weights of a model start. A scheme fixes a standard deviation from the shape of each weight; <see cref="Gain"/> multiplies it.
/// (The generators that <c>torch.nn.init</c> takes are ignored by TorchSharp 0.107, hence schemes of our own.)
/// </summary>
/// <param name="name">The name it is looked up by.</param>
/// <param name="gain">Multiplies the scheme's standard deviation; positive and finite.</param>
public abstract class Initialization(string name, double gain)
{
    /// <summary>The name it is looked up by.</summary>
    public string Name { get; } = name;

    /// <summary>Multiplies the scheme's standard deviation.</summary>
    public double Gain { get; } =
        gain > 0 && double.IsFinite(gain)
            ? gain
            : throw new ArgumentOutOfRangeException(nameof(gain), gain, $"The gain of '{name}' must be a finite number above 0.");

    /// <summary>
    /// Fills the weight of every linear and convolution layer of a model, in the order of its modules, and sets their biases to 0.
    /// Other layers keep what they have. Do it before the model is moved: weights and generator must be on one device.
    /// </summary>
    /// <param name="model">The model, or a single layer.</param>
    /// <param name="generator">The source of all randomness: the same state gives the same weights.</param>
    public void Apply(nn.Module model, Generator generator) => Apply(model, generator, blocks: 1);

    /// <summary>The same with every weight cut along its outputs into so many blocks, each filled for itself.</summary>
    internal void Apply(nn.Module model, Generator generator, long blocks)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(generator);
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        foreach (var module in model.modules().Prepend(model))
        {
            var (weight, bias) = module switch
            {
                Linear linear => (linear.weight, linear.bias),
                Convolution convolution => (convolution.weight, convolution.bias),
                IWeighted own => (own.Weight, own.Bias),
                _ => (null, null),
            };
            Tensor[] parts =
                weight is null ? []
                : blocks == 1 ? [weight]
                : weight.chunk(blocks);
            foreach (var block in parts)
                Fill(block, Fan.Of(block, transposed: module is ConvolutionTranspose), generator);
            bias?.zero_();
        }
    }

    /// <summary>Overwrites one weight of at least two dimensions in place; gradients are off and a dispose scope is open.</summary>
    protected abstract void Fill(Tensor weight, Fan fan, Generator generator);
}
