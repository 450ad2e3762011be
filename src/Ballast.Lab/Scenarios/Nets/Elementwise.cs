using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>A function of each value, as a module without weights.</summary>
internal sealed class Elementwise(Func<Tensor, Tensor> function) : nn.Module<Tensor, Tensor>("elementwise")
{
    public override Tensor forward(Tensor x) => function(x);
}
