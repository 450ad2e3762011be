using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// Normal with variance 2 / (fan-in + fan-out): a compromise between forward and backward for tanh and sigmoid (Glorot, Bengio 2010).
/// </summary>
internal sealed class Glorot(double gain) : Initialization("glorot", gain)
{
    protected override void Fill(Tensor weight, Fan fan, Generator generator) =>
        weight.normal_(0, Gain * Math.Sqrt(2.0 / (fan.In + fan.Out)), generator);
}
