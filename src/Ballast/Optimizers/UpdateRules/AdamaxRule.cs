using System.Numerics;
using System.Runtime.CompilerServices;

namespace Ballast;

/// <summary>
/// Adam with the running maximum in the place of the mean square (Kingma, Ba 2015): hyperparameters lr, beta1, beta2, eps,
/// weight_decay (in the gradient).
/// </summary>
internal readonly struct AdamaxRule<T> : IUpdateRule<AdamaxRule<T>, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly T _beta1,
        _fresh1,
        _beta2,
        _step,
        _eps,
        _coupled;

    private AdamaxRule(in TensorFacts h)
    {
        (_beta1, _fresh1, _beta2) = (T.CreateTruncating(h[1]), T.CreateTruncating(1 - h[1]), T.CreateTruncating(h[2]));
        _step = T.CreateTruncating(-h[0] / (1 - Math.Pow(h[1], h.Step)));
        (_eps, _coupled) = (T.CreateTruncating(h[3]), T.CreateTruncating(h[4]));
    }

    public static int Slots => 2;

    public static AdamaxRule<T> At(in TensorFacts facts) => new(facts);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Advance<V>(V gradient, V weight, ref Slots<V> slots)
        where V : struct, ILanes<V, T>
    {
        var g = gradient + (V.Broadcast(_coupled) * weight);
        slots.A = (V.Broadcast(_beta1) * slots.A) + (V.Broadcast(_fresh1) * g);
        var size = V.Abs(g) + V.Broadcast(_eps);
        slots.B = V.IfLess(size, V.Broadcast(_beta2) * slots.B, V.Broadcast(_beta2) * slots.B, size); // a NaN gradient stays one
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Change<V>(V gradient, V weight, in Slots<V> slots)
        where V : struct, ILanes<V, T> => V.Broadcast(_step) * slots.A / slots.B;
}
