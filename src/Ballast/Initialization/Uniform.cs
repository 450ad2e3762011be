using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// Uniform between -sqrt(3) and sqrt(3), which has standard deviation 1 whatever the shape, so the gain is the standard deviation.
/// </summary>
internal sealed class Uniform(double gain) : Initialization("uniform", gain)
{
    protected override void Fill(Tensor weight, Fan fan, Generator generator) =>
        weight.uniform_(-Gain * Math.Sqrt(3), Gain * Math.Sqrt(3), generator);
}
