using System.Numerics;
using System.Runtime.CompilerServices;

namespace Ballast;

/// <summary>
/// Adam that takes plain momentum steps while its mean square is of too few gradients to be trusted (Liu et al. 2020):
/// hyperparameters lr, beta1, beta2, eps, weight_decay, decoupled (0 or 1).
/// </summary>
internal readonly struct RAdamRule<T> : IUpdateRule<RAdamRule<T>, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly AdamMoments<T> _moments;
    private readonly T _step,
        _root,
        _rest,
        _coupled,
        _decoupled;

    private RAdamRule(in TensorFacts h)
    {
        var (lr, beta1, beta2, eps, decay, decoupled) = (h[0], h[1], h[2], h[3], h[4], h[5] != 0);
        _moments = new(beta1, beta2);
        (_coupled, _decoupled) = (T.CreateTruncating(decoupled ? 0 : decay), T.CreateTruncating(decoupled ? -lr * decay : 0));
        var (past1, past2) = (Math.Pow(beta1, h.Step), Math.Pow(beta2, h.Step));
        var most = (2 / (1 - beta2)) - 1; // length of the mean square's memory, at last
        var length = most - (2 * h.Step * past2 / (1 - past2)); // and now
        var rectify = length > 5;
        if (rectify)
            lr *= Math.Sqrt((length - 4) * (length - 2) * most / ((most - 4) * (most - 2) * length) * (1 - past2));
        _step = T.CreateTruncating(-lr / (1 - past1));
        (_root, _rest) = rectify ? (T.One, T.CreateTruncating(eps)) : (T.Zero, T.One); // divided by sqrt(v) + eps, or by 1
    }

    public static int Slots => 2;

    public static RAdamRule<T> At(in TensorFacts facts) => new(facts);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Advance<V>(V gradient, V weight, ref Slots<V> slots)
        where V : struct, ILanes<V, T>
    {
        var g = gradient + (V.Broadcast(_coupled) * weight);
        _moments.Advance(g, ref slots);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Change<V>(V gradient, V weight, in Slots<V> slots)
        where V : struct, ILanes<V, T> =>
        (V.Broadcast(_decoupled) * weight) + (V.Broadcast(_step) * slots.A / ((V.Broadcast(_root) * V.Sqrt(slots.B)) + V.Broadcast(_rest)));
}
