using System.Numerics;
using System.Runtime.CompilerServices;

namespace Ballast;

/// <summary>
/// Adaptive Nesterov momentum: running means of the gradient, of its differences and of the square of both (Xie et al. 2022):
/// hyperparameters lr, beta1, beta2, beta3, eps, weight_decay (proximal). Slot D is the previous gradient.
/// </summary>
internal readonly struct AdanRule<T> : IUpdateRule<AdanRule<T>, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly T _beta1,
        _fresh1,
        _beta2,
        _fresh2,
        _beta3,
        _fresh3,
        _old,
        _mean,
        _difference,
        _root,
        _eps,
        _shrink,
        _decay;

    private AdanRule(in TensorFacts h)
    {
        var (lr, step) = (h[0], h.Step);
        (_beta1, _fresh1) = (T.CreateTruncating(h[1]), T.CreateTruncating(1 - h[1]));
        (_beta2, _fresh2) = (T.CreateTruncating(h[2]), T.CreateTruncating(1 - h[2]));
        (_beta3, _fresh3) = (T.CreateTruncating(h[3]), T.CreateTruncating(1 - h[3]));
        _old = T.CreateTruncating(step == 1 ? 0 : 1); // the first gradient has none before it
        _mean = T.CreateTruncating(-lr / (1 - Math.Pow(h[1], step)));
        _difference = T.CreateTruncating(-lr * h[2] / (1 - Math.Pow(h[2], step)));
        _root = T.CreateTruncating(1 / Math.Sqrt(1 - Math.Pow(h[3], step)));
        (_eps, _decay, _shrink) = (T.CreateTruncating(h[4]), T.CreateTruncating(-lr * h[5]), T.CreateTruncating(1 / (1 + (lr * h[5]))));
    }

    public static int Slots => 4;

    public static int SecondMoments => 1 << 2;

    public static AdanRule<T> At(in TensorFacts facts) => new(facts);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Advance<V>(V gradient, V weight, ref Slots<V> slots)
        where V : struct, ILanes<V, T>
    {
        var difference = V.Broadcast(_old) * (gradient - slots.D);
        var ahead = gradient + (V.Broadcast(_beta2) * difference);
        slots.A = (V.Broadcast(_beta1) * slots.A) + (V.Broadcast(_fresh1) * gradient);
        slots.B = (V.Broadcast(_beta2) * slots.B) + (V.Broadcast(_fresh2) * difference);
        slots.C = (V.Broadcast(_beta3) * slots.C) + (V.Broadcast(_fresh3) * (ahead * ahead));
        slots.D = gradient;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Change<V>(V gradient, V weight, in Slots<V> slots)
        where V : struct, ILanes<V, T>
    {
        var size = (V.Broadcast(_root) * V.Sqrt(slots.C)) + V.Broadcast(_eps);
        var step = ((V.Broadcast(_mean) * slots.A) + (V.Broadcast(_difference) * slots.B)) / size;
        return V.Broadcast(_shrink) * (step + (V.Broadcast(_decay) * weight)); // (w + step) / (1 + lr decay) - w
    }
}
