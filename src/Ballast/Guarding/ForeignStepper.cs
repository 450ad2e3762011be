using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.optim.Optimizer;

namespace Ballast;

/// <summary>
/// Steps any optimizer on any device: multiplies the gradients in place, keeps a copy of the weights, lets the optimizer step,
/// and then measures, caps or takes back the difference. Costs a copy and two more passes over the weights, which a Ballast
/// optimizer in host memory does not need; on a GPU a second small transfer.
/// </summary>
internal sealed class ForeignStepper(optim.Optimizer optimizer) : IStepper
{
    private readonly WeightCopy _before = new();

    public StepOutcome Step(ParameterTable table, in StepOrder order, ParameterUpdate[] updates)
    {
        ParameterTable.RequireAll(table, optimizer.parameters().Count());
        using var off = no_grad();
        using var scope = NewDisposeScope();
        for (var i = 0; i < table.Parameters.Length; i++)
        {
            var scale = order.Verdict.ScaleOf(i) * order.Unscale;
            if (scale != 1)
                table.Parameters[i].grad?.Scale(scale);
        }

        _before.Take(table.Parameters);
        optimizer.step();
        var norms = _before.Differences(table.Parameters);
        var (capped, restarted) = (0, 0);
        StateDictionary? state = null;
        for (var i = 0; i < table.Parameters.Length; i++)
        {
            updates[i] = order.Limit(table, i, norms[i].Change, norms[i].Weight);
            var share = updates[i].Scale;
            if (share == 1)
                continue;
            // live: what it lists are the optimizer's own objects, in the order of its parameters
            state ??= (optimizer as OptimizerHelper)?.state_dict();
            if (share > 0)
            {
                capped++;
                _before.Shrink(table.Parameters[i], i, share);
                Velocity(state?.State[i])?.Scale(share);
            }
            else
            {
                restarted++;
                _before.Restore(table.Parameters[i], i);
                state?.State[i].Initialize(state.Options[state.StateIndexRef.FindIndex(group => group.Contains(i))]);
            }
        }

        return new(capped, restarted, Measured: true);
    }

    public void Dispose() => _before.Dispose();

    // momentum of SGD type is in units of the step, so it shrinks with it; Adam's moments are normalised and do not
    private static Tensor? Velocity(OptimizerState? state) =>
        state switch
        {
            SGD.State sgd => sgd.momentum_buffer,
            FusedState own => own.Stepper.Velocity(own),
            _ => null,
        };
}
