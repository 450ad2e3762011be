using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// Normal with variance 1 / fan-in: keeps the size of activations through linear layers, and through SELU (LeCun et al. 1998).
/// </summary>
internal sealed class LeCun(double gain) : Initialization("lecun", gain)
{
    protected override void Fill(Tensor weight, Fan fan, Generator generator) =>
        weight.normal_(0, Gain * Math.Sqrt(1.0 / fan.In), generator);
}
