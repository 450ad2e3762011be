using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Ballast;

/// <summary>A function of single values as a module, so that hooks see its output.</summary>
internal sealed class Pointwise(string name, Func<Tensor, Tensor> function) : Module<Tensor, Tensor>(name)
{
    public override Tensor forward(Tensor x) => function(x);
}
