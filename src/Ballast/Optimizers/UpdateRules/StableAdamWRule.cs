using System.Numerics;
using System.Runtime.CompilerServices;

namespace Ballast;

/// <summary>
/// AdamW whose step is divided by the root mean square of g / sqrt(v) over the tensor where that is above 1, as Adafactor's
/// update clipping does (Wortsman et al. 2023): hyperparameters lr, beta1, beta2, eps, weight_decay (decoupled). The betas are
/// debiased in the running means, so there are no corrections afterwards; the decay shrinks with the step.
/// </summary>
internal readonly struct StableAdamWRule<T> : IUpdateRule<StableAdamWRule<T>, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly AdamMoments<T> _moments;
    private readonly T _lr,
        _eps,
        _decoupled;

    private StableAdamWRule(in TensorFacts h)
    {
        var (beta1, beta2) = (Debiased(h[1], h.Step), Debiased(h[2], h.Step));
        _moments = new(beta1, beta2);
        (_lr, _eps, _decoupled) = (T.CreateTruncating(-h[0]), T.CreateTruncating(h[3]), T.CreateTruncating(-h[0] * h[4]));
    }

    public static int Slots => 2;

    public static Measuring Measures => Measuring.After;

    public static StableAdamWRule<T> At(in TensorFacts facts) => new(facts);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Advance<V>(V gradient, V weight, ref Slots<V> slots)
        where V : struct, ILanes<V, T> => _moments.Advance(gradient, ref slots);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Change<V>(V gradient, V weight, in Slots<V> slots)
        where V : struct, ILanes<V, T> =>
        (V.Broadcast(_decoupled) * weight) + (V.Broadcast(_lr) * slots.A / (V.Sqrt(slots.B) + V.Broadcast(_eps)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Gauge<V>(in StableAdamWRule<T> rule, V gradient, V weight, in Slots<V> slots)
        where V : struct, ILanes<V, T> => gradient / V.Max(V.Sqrt(slots.B), V.Broadcast(rule._eps));

    public static double Factor(in TensorFacts facts) => 1 / Math.Max(1, facts.Gauge / Math.Sqrt(facts.Count));

    // the weight of the past in a mean over t values that is unbiased at every t
    private static double Debiased(double beta, long step) => beta * (1 - Math.Pow(beta, step - 1)) / (1 - Math.Pow(beta, step));
}
