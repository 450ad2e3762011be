using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>
/// TorchSharp's RMSProp, but for the numbers of its step: TorchSharp lets go of them before libtorch has read them. A trial is
/// about what its training does, not about that.
/// </summary>
internal sealed class HeldRmsProp(IEnumerable<Parameter> parameters, double lr) : RMSProp(parameters, lr)
{
    public override Tensor step(Func<Tensor>? closure = null) => _step<ParamGroup>(Step, closure);

    private void Step(ParamGroup group)
    {
        var options = group.Options;
        var alpha = options.alpha!.Value;
        using Scalar fresh = 1 - alpha,
            down = -options.LearningRate!.Value;
        foreach (var parameter in group.Parameters)
        {
            if (parameter.grad is not { } gradient)
                continue;
            var state = (State)_state[parameter.Handle];
            state.step++;
            state.square_avg.Scale(alpha).addcmul_(gradient, gradient, fresh);
            parameter.addcdiv_(gradient, state.square_avg.sqrt().Add(options.eps!.Value), down);
        }
    }
}
