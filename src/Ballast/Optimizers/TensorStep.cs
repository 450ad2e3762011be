using System.Numerics;
using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// One step of an update rule over whole tensors: what runs on devices other than the CPU. The rule is the same source as in
/// the kernels, over <see cref="TensorLanes{T}"/>.
/// </summary>
internal static class TensorStep<TRule, T>
    where TRule : struct, IUpdateRule<TRule, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static void Take(ref FusedStep step, Tensor weight, Tensor gradient)
    {
        using var scope = NewDisposeScope();
        var type = typeof(T) == typeof(double) ? ScalarType.Float64 : ScalarType.Float32;
        var (g, w) = (gradient.to(type), step.State.Precise(weight).to(type));
        if (TRule.Measures == Measuring.Before)
            (step.GaugeNorm, step.WeightNorm) = (Gauge(step, w, g), Norm(w));
        var rule = TRule.At(step.Facts((int)weight.ndim, weight.numel()));
        var slots = Load(step.State);
        rule.Advance(new TensorLanes<T>(g), new TensorLanes<T>(w), ref slots);
        Store(step.State, slots);
        var change = rule.Change(new TensorLanes<T>(g), new TensorLanes<T>(w), slots).Tensor(w);
        if (TRule.Measures == Measuring.After)
        {
            step.GaugeNorm = Norm(TRule.Gauge(rule, new TensorLanes<T>(g), new TensorLanes<T>(w), slots).Tensor(w));
            (step.WeightNorm, step.ChangeNorm) = (Norm(w), Norm(change));
            change = change.Times(TRule.Factor(step.Facts((int)weight.ndim, weight.numel())));
        }

        if (weight.dtype == type)
            weight.Add(change);
        else
            weight.copy_(step.State.Master is { } master ? master.Add(change) : w.Plus(change));
    }

    public static double Gauge(in FusedStep step, Tensor weight, Tensor gradient)
    {
        using var scope = NewDisposeScope();
        var (g, w) = (new TensorLanes<T>(gradient), new TensorLanes<T>(weight));
        return Norm(
            TRule.Gauge(TRule.At(step.Facts((int)weight.ndim, weight.numel())), g, w, default(Slots<TensorLanes<T>>)).Tensor(weight)
        );
    }

    private static double Norm(Tensor x) => x.to(ScalarType.Float64).norm().item<double>();

    private static Slots<TensorLanes<T>> Load(FusedState state)
    {
        Slots<TensorLanes<T>> slots = default;
        if (TRule.Slots > 0)
            slots.A = new(state.Slot(0));
        if (TRule.Slots > 1)
            slots.B = new(state.Slot(1));
        if (TRule.Slots > 2)
            slots.C = new(state.Slot(2));
        if (TRule.Slots > 3)
            slots.D = new(state.Slot(3));
        return slots;
    }

    private static void Store(FusedState state, in Slots<TensorLanes<T>> slots)
    {
        if (TRule.Slots > 0)
            state.Slot(0).copy_(slots.A.Tensor(state.Slot(0)));
        if (TRule.Slots > 1)
            state.Slot(1).copy_(slots.B.Tensor(state.Slot(1)));
        if (TRule.Slots > 2)
            state.Slot(2).copy_(slots.C.Tensor(state.Slot(2)));
        if (TRule.Slots > 3)
            state.Slot(3).copy_(slots.D.Tensor(state.Slot(3)));
    }
}
