using System.Numerics;
using System.Runtime.CompilerServices;

namespace Ballast;

/// <summary>
/// Adam with decoupled weight decay (Kingma, Ba 2015; Loshchilov, Hutter 2019): hyperparameters lr, beta1, beta2, eps,
/// weight_decay, and decoupled (1: AdamW, 0: the decay is added to the gradient).
/// </summary>
internal readonly struct AdamRule<T> : IUpdateRule<AdamRule<T>, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly AdamMoments<T> _moments;
    private readonly T _step,
        _root,
        _eps,
        _coupled,
        _decoupled;

    private AdamRule(double lr, double beta1, double beta2, double eps, double decay, bool decoupled, long step)
    {
        _moments = new(beta1, beta2);
        _step = T.CreateTruncating(-lr / (1 - Math.Pow(beta1, step)));
        _root = T.CreateTruncating(1 / Math.Sqrt(1 - Math.Pow(beta2, step)));
        _eps = T.CreateTruncating(eps);
        _coupled = T.CreateTruncating(decoupled ? 0 : decay);
        _decoupled = T.CreateTruncating(decoupled ? -lr * decay : 0);
    }

    public static int Slots => 2;

    public static AdamRule<T> At(in TensorFacts h) => new(h[0], h[1], h[2], h[3], h[4], h[5] != 0, h.Step);

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
        (V.Broadcast(_decoupled) * weight) + (V.Broadcast(_step) * slots.A / ((V.Broadcast(_root) * V.Sqrt(slots.B)) + V.Broadcast(_eps)));
}
