using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// Normal with variance 2 / fan-in: keeps the size of activations through ReLU layers (He et al. 2015, arXiv:1502.01852).
/// </summary>
internal sealed class He(double gain) : Initialization("he", gain)
{
    protected override void Fill(Tensor weight, Fan fan, Generator generator) =>
        weight.normal_(0, Gain * Math.Sqrt(2.0 / fan.In), generator);
}
