using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// Steps parameters one by one with tensor operations, for updates that look at a whole matrix: its rows and columns, or its
/// singular values. Caps and protection are as in the kernels.
/// </summary>
internal abstract class TensorEngine : UpdateEngine
{
    public override bool SlotAIsVelocity => false;

    /// <summary>Takes the step of some parameters, one by one.</summary>
    protected unsafe void RunByTensors(
        ParameterTable table,
        FusedStep[] steps,
        IEnumerable<int> indices,
        in StepOrder order,
        ParameterUpdate[] updates
    )
    {
        using var off = no_grad();
        foreach (var i in indices)
        {
            if (table.Gradients[i] == null)
            {
                if (order.Caps.Length > 0)
                    updates[i] = new(0, double.NaN, 1);
                continue;
            }

            using var scope = NewDisposeScope();
            var (weight, gradient) = (table.Parameters[i].detach(), table.Parameters[i].grad!);
            var change = Propose(
                ref steps[i],
                weight,
                gradient.to(Wide(weight)).Times(order.Verdict.ScaleOf(i) * order.Unscale * steps[i].Sign)
            );
            if (order.Protect)
                Apply(ref steps[i], weight, change, Share(table, steps[i], weight, change, order, updates, i));
            else
                Add(steps[i].State, weight, change);
        }
    }

    public override void StepByTensors(ref FusedStep step, Tensor weight, Tensor gradient)
    {
        using var scope = NewDisposeScope();
        Add(step.State, weight, Propose(ref step, weight, gradient.to(Wide(weight))));
    }

    public override void Gauge(ParameterTable table, FusedStep[] steps, int index, in StepOrder order) => throw new NotSupportedException();

    public override double GaugeByTensors(in FusedStep step, Tensor weight, Tensor gradient) => throw new NotSupportedException();

    /// <summary>
    /// Advances the state and returns the change, weight decay and sign included; all of the type of the gradient, which is float32 for
    /// bfloat16 weights.
    /// </summary>
    protected abstract Tensor Change(in FusedStep step, Tensor weight, Tensor gradient);

    /// <summary>The parameters that an engine steps.</summary>
    protected static IEnumerable<int> Of(FusedStep[] steps, int engine) =>
        Enumerable.Range(0, steps.Length).Where(i => steps[i].Engine == engine);

    protected static double Norm(Tensor x) => x.to(ScalarType.Float64).norm().item<double>();

    private Tensor Propose(ref FusedStep step, Tensor weight, Tensor gradient)
    {
        step.State.Step++;
        return Change(step, step.State.Precise(weight).to(gradient.dtype), gradient);
    }

    private static double Share(
        ParameterTable table,
        in FusedStep step,
        Tensor weight,
        Tensor change,
        in StepOrder order,
        ParameterUpdate[] updates,
        int i
    )
    {
        var norm = step.State.Slots.Append(change).All(tensor => tensor is null || tensor.isfinite().all().item<bool>())
            ? Norm(change)
            : double.NaN;
        if (order.Caps.Length == 0)
            return double.IsFinite(norm) ? 1 : 0;
        updates[i] = order.Limit(table, i, norm, Norm(step.State.Precise(weight)));
        return updates[i].Scale;
    }

    private static void Apply(ref FusedStep step, Tensor weight, Tensor change, double share)
    {
        if (share > 0)
        {
            var from = step.State.Precise(weight);
            var moved = from.Plus(change.Times(share));
            var finite = moved.isfinite();
            step.Broken = !finite.all().item<bool>();
            moved = where(finite, moved, from.to(moved.dtype));
            step.State.Master?.copy_(moved);
            weight.copy_(moved);
        }
        else
        {
            step.Broken = true;
        }

        if (step.Broken)
            step.State.Restart();
    }

    private static void Add(FusedState state, Tensor weight, Tensor change)
    {
        if (weight.dtype == change.dtype)
            weight.Add(change);
        else
            weight.copy_(state.Master is { } master ? master.Add(change) : weight.Plus(change));
    }

    private static ScalarType Wide(Tensor weight) => weight.dtype == ScalarType.Float64 ? ScalarType.Float64 : ScalarType.Float32;
}
