using System.Numerics;
using System.Runtime.CompilerServices;

namespace Ballast;

/// <summary>
/// Momentum divided by its own norm, tensor by tensor (Cutkosky, Mehta 2020 for the form with momentum): hyperparameters lr,
/// momentum, weight_decay (in the gradient). Each tensor moves by exactly the learning rate.
/// </summary>
internal readonly struct NormalizedSgdRule<T> : IUpdateRule<NormalizedSgdRule<T>, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly T _momentum,
        _fresh,
        _lr,
        _coupled;

    private NormalizedSgdRule(in TensorFacts h)
    {
        (_momentum, _fresh) = (T.CreateTruncating(h.Step == 1 ? 0 : h[1]), T.CreateTruncating(h.Step == 1 ? 1 : 1 - h[1]));
        (_lr, _coupled) = (T.CreateTruncating(-h[0]), T.CreateTruncating(h[2]));
    }

    public static int Slots => 1;

    public static Measuring Measures => Measuring.After;

    public static NormalizedSgdRule<T> At(in TensorFacts facts) => new(facts);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Advance<V>(V gradient, V weight, ref Slots<V> slots)
        where V : struct, ILanes<V, T> =>
        slots.A = (V.Broadcast(_momentum) * slots.A) + (V.Broadcast(_fresh) * (gradient + (V.Broadcast(_coupled) * weight)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Change<V>(V gradient, V weight, in Slots<V> slots)
        where V : struct, ILanes<V, T> => V.Broadcast(_lr) * slots.A;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Gauge<V>(in NormalizedSgdRule<T> rule, V gradient, V weight, in Slots<V> slots)
        where V : struct, ILanes<V, T> => slots.A;

    // a norm of 0 is a change of 0; what is smaller than 1e-30 is not blown up beyond float32
    public static double Factor(in TensorFacts facts) => facts.Gauge == 0 ? 1 : 1 / Math.Max(facts.Gauge, 1e-30);
}
