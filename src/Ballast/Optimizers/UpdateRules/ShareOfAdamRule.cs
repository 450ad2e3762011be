using System.Numerics;
using System.Runtime.CompilerServices;

namespace Ballast;

/// <summary>AdamW at a share of the group's learning rate: hyperparameters lr, beta1, beta2, eps, weight_decay, share.</summary>
internal readonly struct ShareOfAdamRule<T> : IUpdateRule<ShareOfAdamRule<T>, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly AdamRule<T> _adam;

    private ShareOfAdamRule(AdamRule<T> adam) => _adam = adam;

    public static int Slots => 2;

    public static ShareOfAdamRule<T> At(in TensorFacts h) => new(AdamRule<T>.At(new([h[0] * h[5], h[1], h[2], h[3], h[4], 1], h.Step)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Advance<V>(V gradient, V weight, ref Slots<V> slots)
        where V : struct, ILanes<V, T> => _adam.Advance(gradient, weight, ref slots);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Change<V>(V gradient, V weight, in Slots<V> slots)
        where V : struct, ILanes<V, T> => _adam.Change(gradient, weight, slots);
}
