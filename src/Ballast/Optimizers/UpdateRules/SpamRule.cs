using System.Numerics;
using System.Runtime.CompilerServices;

namespace Ballast;

/// <summary>
/// SPAM, spike-aware Adam with momentum reset (Huang et al. 2025): hyperparameters lr, beta1, beta2, eps, weight_decay
/// (decoupled), threshold, interval, warmup. A value whose square is above threshold times its running mean square is cut back
/// to that bound; every interval steps the moments start afresh and the learning rate climbs back over warmup steps.
/// </summary>
/// <remarks>
/// The bias corrections restart with the moments. The authors' code lets them run on, which multiplies the first step after a
/// reset by 3.16 and is what its warm-up has to hide.
/// </remarks>
internal readonly struct SpamRule<T> : IUpdateRule<SpamRule<T>, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const long Trusted = 20; // steps after a reset before the mean square is good enough to judge by
    private const double Start = 0.01; // of the learning rate, after a reset

    private readonly AdamMoments<T> _moments;
    private readonly T _bound,
        _step,
        _root,
        _eps,
        _decoupled;

    private SpamRule(in TensorFacts h)
    {
        var (lr, beta1, beta2, interval, warmup) = (h[0], h[1], h[2], (long)h[6], h[7]);
        var since = interval > 0 ? ((h.Step - 1) % interval) + 1 : h.Step;
        if (since < h.Step && since <= warmup)
            lr *= 1 - ((1 - Start) * 0.5 * (1 + Math.Cos(Math.PI * since / warmup)));
        var first = since == 1;
        _moments = new(beta1, beta2, forget: first);
        _bound = since > Trusted ? T.CreateTruncating(Math.Sqrt(h[5])) : T.PositiveInfinity;
        _step = T.CreateTruncating(-lr / (1 - Math.Pow(beta1, since)));
        _root = T.CreateTruncating(1 / Math.Sqrt(1 - Math.Pow(beta2, since)));
        (_eps, _decoupled) = (T.CreateTruncating(h[3]), T.CreateTruncating(-lr * h[4]));
    }

    public static int Slots => 2;

    public static SpamRule<T> At(in TensorFacts facts) => new(facts);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Advance<V>(V gradient, V weight, ref Slots<V> slots)
        where V : struct, ILanes<V, T>
    {
        // infinity times a mean square of 0 is NaN, which bounds nothing: no comparison with it is true
        var g = Lanes<T>.Clamp(gradient, V.Broadcast(_bound) * V.Sqrt(slots.B));
        _moments.Advance(g, ref slots);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Change<V>(V gradient, V weight, in Slots<V> slots)
        where V : struct, ILanes<V, T> =>
        (V.Broadcast(_decoupled) * weight) + (V.Broadcast(_step) * slots.A / ((V.Broadcast(_root) * V.Sqrt(slots.B)) + V.Broadcast(_eps)));
}
