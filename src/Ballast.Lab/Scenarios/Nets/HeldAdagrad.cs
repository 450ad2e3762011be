using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>TorchSharp's Adagrad, but for the numbers of its step (see <see cref="HeldRmsProp"/>).</summary>
internal sealed class HeldAdagrad(IEnumerable<Parameter> parameters, double lr) : Adagrad(parameters, lr)
{
    private static readonly Scalar s_one = 1; // never let go of

    public override Tensor step(Func<Tensor>? closure = null) => _step<ParamGroup>(Step, closure);

    private void Step(ParamGroup group)
    {
        var options = group.Options;
        using Scalar down = -options.LearningRate!.Value;
        foreach (var parameter in group.Parameters)
        {
            if (parameter.grad is not { } gradient)
                continue;
            var state = (State)_state[parameter.Handle];
            state.step++;
            state.sum.addcmul_(gradient, gradient, s_one);
            parameter.addcdiv_(gradient, state.sum.sqrt().Add(options.eps!.Value), down);
        }
    }
}
