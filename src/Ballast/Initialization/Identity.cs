using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// Ones on the diagonal times gain, zeros elsewhere: for the recurrent weights of a ReLU network (Le et al. 2015, arXiv:1504.00941).
/// </summary>
internal sealed class Identity(double gain) : Initialization("identity", gain)
{
    protected override void Fill(Tensor weight, Fan fan, Generator generator)
    {
        var rows = weight.shape[0];
        weight.copy_(eye(rows, weight.numel() / rows).Scale(Gain).reshape(weight.shape));
    }
}
