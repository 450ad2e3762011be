using System.Numerics;
using System.Runtime.CompilerServices;

namespace Ballast;

/// <summary>
/// The sign of momentum that leans towards the newest gradient (Chen et al. 2023): hyperparameters lr, beta1, beta2,
/// weight_decay (decoupled).
/// </summary>
internal readonly struct LionRule<T> : IUpdateRule<LionRule<T>, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly T _lean,
        _new,
        _beta2,
        _fresh2,
        _lr,
        _decoupled;

    private LionRule(in TensorFacts h)
    {
        (_lean, _new) = (T.CreateTruncating(h[1]), T.CreateTruncating(1 - h[1]));
        (_beta2, _fresh2) = (T.CreateTruncating(h[2]), T.CreateTruncating(1 - h[2]));
        (_lr, _decoupled) = (T.CreateTruncating(-h[0]), T.CreateTruncating(-h[0] * h[3]));
    }

    public static int Slots => 1;

    public static LionRule<T> At(in TensorFacts facts) => new(facts);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Advance<V>(V gradient, V weight, ref Slots<V> slots)
        where V : struct, ILanes<V, T>
    {
        // scratch: the direction comes from the momentum before it moves
        slots.B = (V.Broadcast(_lean) * slots.A) + (V.Broadcast(_new) * gradient);
        slots.A = (V.Broadcast(_beta2) * slots.A) + (V.Broadcast(_fresh2) * gradient);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Change<V>(V gradient, V weight, in Slots<V> slots)
        where V : struct, ILanes<V, T> => (V.Broadcast(_decoupled) * weight) + (V.Broadcast(_lr) * Lanes<T>.Sign(slots.B));
}
