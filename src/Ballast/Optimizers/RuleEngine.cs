using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>Runs one update rule: as a kernel over host memory, or the same source over whole tensors.</summary>
internal sealed unsafe class RuleEngine<TFloat, TDouble> : UpdateEngine
    where TFloat : struct, IUpdateRule<TFloat, float>
    where TDouble : struct, IUpdateRule<TDouble, double>
{
    private UpdateJob<TFloat, TDouble>? _job;

    public override bool SlotAIsVelocity => TFloat.SlotAIsVelocity;

    public override int SecondMoments => TFloat.SecondMoments;

    public override long[][] StateShapes(Parameter parameter) => [.. Enumerable.Repeat(parameter.shape, TFloat.Slots)];

    public override void Run(ParameterTable table, FusedStep[] steps, int index, in StepOrder order, ParameterUpdate[] updates)
    {
        for (var i = 0; i < steps.Length; i++)
        {
            ref var step = ref steps[i];
            if (step.Engine != index || table.Gradients[i] == null)
                continue;
            step.State.Step++;
            step.State.Memory = TFloat.Remember(step.Facts(table.Infos[i]));
            step.Master = step.State.Master is { } master ? (nint)NativeTensor.Data(master.Handle) : 0;
            if (TFloat.Slots > 0)
                step.A = Address(step.State, 0);
            if (TFloat.Slots > 1)
                step.B = Address(step.State, 1);
            if (TFloat.Slots > 2)
                step.C = Address(step.State, 2);
            if (TFloat.Slots > 3)
                step.D = Address(step.State, 3);
        }

        Job(index).Run(table, steps, order, updates);
        for (var i = 0; i < steps.Length; i++)
            if (steps[i].Engine == index && steps[i].Broken && order.Protect)
                steps[i].State.Restart();
    }

    public override void Gauge(ParameterTable table, FusedStep[] steps, int index, in StepOrder order) =>
        Job(index).Gauge(table, steps, order);

    public override void StepByTensors(ref FusedStep step, Tensor weight, Tensor gradient)
    {
        step.State.Step++;
        step.State.Memory = TFloat.Remember(step.Facts((int)weight.ndim, weight.numel()));
        if (weight.dtype == ScalarType.Float64)
            TensorStep<TDouble, double>.Take(ref step, weight, gradient);
        else
            TensorStep<TFloat, float>.Take(ref step, weight, gradient);
    }

    public override double GaugeByTensors(in FusedStep step, Tensor weight, Tensor gradient) =>
        weight.dtype == ScalarType.Float64
            ? TensorStep<TDouble, double>.Gauge(step, weight, gradient)
            : TensorStep<TFloat, float>.Gauge(step, weight, gradient);

    private UpdateJob<TFloat, TDouble> Job(int index) => _job ??= new(index);

    private static nint Address(FusedState state, int slot) => (nint)NativeTensor.Data(state.Slot(slot).Handle);
}
