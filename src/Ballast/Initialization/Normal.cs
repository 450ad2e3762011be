using static TorchSharp.torch;

namespace Ballast;

/// <summary>Normal with standard deviation 1 whatever the shape, so the gain is the standard deviation.</summary>
internal sealed class Normal(double gain) : Initialization("normal", gain)
{
    protected override void Fill(Tensor weight, Fan fan, Generator generator) => weight.normal_(0, Gain, generator);
}
