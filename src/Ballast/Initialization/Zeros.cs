using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// All weights 0, for the last layer of a residual branch: the block starts as the identity (Zhang et al. 2019, Fixup, arXiv:1901.09321).
/// </summary>
internal sealed class Zeros() : Initialization("zeros", 1)
{
    protected override void Fill(Tensor weight, Fan fan, Generator generator) => weight.zero_();
}
