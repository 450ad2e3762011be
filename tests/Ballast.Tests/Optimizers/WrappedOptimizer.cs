using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace Ballast.Tests;

/// <summary>What a user may write around an optimizer: it hands out the other's parameters and state as its own.</summary>
internal sealed class WrappedOptimizer(OptimizerHelper inner) : OptimizerHelper
{
    public override IEnumerable<ILearningRateController> ParamGroups => inner.ParamGroups;

    public override IEnumerable<Parameter> parameters() => inner.parameters();

    public override StateDictionary state_dict() => inner.state_dict();

    public override Tensor step(Func<Tensor>? closure = null) => inner.step(closure);
}
