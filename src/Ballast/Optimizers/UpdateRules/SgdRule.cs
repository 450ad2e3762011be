using System.Numerics;
using System.Runtime.CompilerServices;

namespace Ballast;

/// <summary>
/// Stochastic gradient descent with momentum as PyTorch defines it: hyperparameters lr, momentum, dampening, weight_decay,
/// nesterov (0 or 1). The buffer starts as the first gradient, undampened (Sutskever et al. 2013 for Nesterov's form).
/// </summary>
internal readonly struct SgdRule<T> : IUpdateRule<SgdRule<T>, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly T _lr,
        _memory,
        _fresh,
        _decay,
        _ahead,
        _own;

    private SgdRule(double lr, double momentum, double dampening, double decay, bool nesterov, long step)
    {
        (_lr, _decay) = (T.CreateTruncating(-lr), T.CreateTruncating(decay));
        _memory = T.CreateTruncating(step == 1 ? 0 : momentum);
        _fresh = T.CreateTruncating(step == 1 || momentum == 0 ? 1 : 1 - dampening);
        (_ahead, _own) = nesterov ? (T.CreateTruncating(momentum), T.One) : (T.One, T.Zero);
    }

    public static int Slots => 1;

    public static bool SlotAIsVelocity => true;

    public static SgdRule<T> At(in TensorFacts h) => new(h[0], h[1], h[2], h[3], h[4] != 0, h.Step);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Advance<V>(V gradient, V weight, ref Slots<V> slots)
        where V : struct, ILanes<V, T> =>
        slots.A = (V.Broadcast(_memory) * slots.A) + (V.Broadcast(_fresh) * (gradient + (V.Broadcast(_decay) * weight)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Change<V>(V gradient, V weight, in Slots<V> slots)
        where V : struct, ILanes<V, T> =>
        V.Broadcast(_lr) * ((V.Broadcast(_ahead) * slots.A) + (V.Broadcast(_own) * (gradient + (V.Broadcast(_decay) * weight))));
}
