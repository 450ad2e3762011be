using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace Ballast.Lab;

/// <summary>An optimizer whose update is wrong now and then. A guard sees it as what it is: an optimizer it does not know.</summary>
internal sealed class FaultyOptimizer(optim.Optimizer inner, Action<IReadOnlyList<Parameter>> strike) : OptimizerHelper, ILossAware
{
    public double Loss
    {
        get => (inner as ILossAware)?.Loss ?? double.NaN;
        set
        {
            if (inner is ILossAware aware)
                aware.Loss = value;
        }
    }

    private OptimizerHelper Helper =>
        inner as OptimizerHelper
        ?? throw new NotSupportedException(
            $"The state of {inner.GetType().Name} cannot be read: faults strike optimizers of Ballast and TorchSharp."
        );

    public override IEnumerable<ILearningRateController> ParamGroups => inner.ParamGroups;

    public override IEnumerable<Parameter> parameters() => inner.parameters();

    public override StateDictionary state_dict() => Helper.state_dict();

    public override void load_state_dict(StateDictionary state_dict) => Helper.load_state_dict(state_dict);

    public override void zero_grad() => inner.zero_grad();

    public override Tensor step(Func<Tensor>? closure = null)
    {
        var loss = inner.step(closure);
        using var off = no_grad();
        using var scope = NewDisposeScope();
        strike([.. inner.parameters()]);
        return loss;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }
}
