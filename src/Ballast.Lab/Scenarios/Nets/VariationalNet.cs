using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>A variational autoencoder, whose noise comes with its inputs so that it follows from the batch.</summary>
internal sealed class VariationalNet : nn.Module<Tensor, Tensor>
{
    private readonly int _inputs,
        _latent;
    private readonly Sequential encode,
        decode;

    /// <param name="inputs">Values of an input.</param>
    /// <param name="latent">Values of its code.</param>
    /// <param name="headGain">Of the layer that puts out the mean and the logarithm of the variance of the code.</param>
    /// <param name="weights">What they follow from.</param>
    /// <param name="hidden">Width of the layer between, on either side.</param>
    public VariationalNet(int inputs, int latent, double headGain, Generator weights, int hidden = 64)
        : base("variational")
    {
        (_inputs, _latent) = (inputs, latent);
        encode = Layers.Mlp(weights, [inputs, hidden, 2 * latent], Layers.He, lastGain: headGain, activation: () => nn.SiLU());
        decode = Layers.Mlp(weights, [latent, hidden, inputs], Layers.He, lastGain: 1, activation: () => nn.SiLU());
        RegisterComponents();
    }

    /// <summary>
    /// Inputs and noise [n, inputs + latent] in; what was decoded, means and logarithms of variances [n, inputs + 2 latent] out.
    /// </summary>
    public override Tensor forward(Tensor x)
    {
        var code = encode.call(x.narrow(1, 0, _inputs));
        var z = code.narrow(1, 0, _latent).Plus(code.narrow(1, _latent, _latent).Over(2).exp() * x.narrow(1, _inputs, _latent));
        return cat([decode.call(z), code], 1);
    }
}
