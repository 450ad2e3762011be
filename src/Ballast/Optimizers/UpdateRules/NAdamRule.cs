using System.Numerics;
using System.Runtime.CompilerServices;

namespace Ballast;

/// <summary>
/// Adam with Nesterov's look-ahead (Dozat 2016), as PyTorch has it: hyperparameters lr, beta1, beta2, eps, weight_decay,
/// momentum_decay, decoupled (0 or 1). The momentum rises with the steps; its product over all steps is remembered.
/// </summary>
internal readonly struct NAdamRule<T> : IUpdateRule<NAdamRule<T>, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly AdamMoments<T> _moments;
    private readonly T _own,
        _ahead,
        _root,
        _eps,
        _coupled,
        _decoupled;

    private NAdamRule(in TensorFacts h)
    {
        var (lr, decay, decoupled) = (h[0], h[4], h[6] != 0);
        var (now, next) = (Momentum(h, h.Step), Momentum(h, h.Step + 1));
        _moments = new(h[1], h[2]);
        _own = T.CreateTruncating(-lr * (1 - now) / (1 - h.Memory));
        _ahead = T.CreateTruncating(-lr * next / (1 - (h.Memory * next)));
        (_root, _eps) = (T.CreateTruncating(1 / Math.Sqrt(1 - Math.Pow(h[2], h.Step))), T.CreateTruncating(h[3]));
        (_coupled, _decoupled) = (T.CreateTruncating(decoupled ? 0 : decay), T.CreateTruncating(decoupled ? -lr * decay : 0));
    }

    public static int Slots => 2;

    public static NAdamRule<T> At(in TensorFacts facts) => new(facts);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Advance<V>(V gradient, V weight, ref Slots<V> slots)
        where V : struct, ILanes<V, T>
    {
        var g = gradient + (V.Broadcast(_coupled) * weight);
        _moments.Advance(g, ref slots);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Change<V>(V gradient, V weight, in Slots<V> slots)
        where V : struct, ILanes<V, T>
    {
        var g = gradient + (V.Broadcast(_coupled) * weight);
        var size = (V.Broadcast(_root) * V.Sqrt(slots.B)) + V.Broadcast(_eps);
        return (V.Broadcast(_decoupled) * weight) + (((V.Broadcast(_own) * g) + (V.Broadcast(_ahead) * slots.A)) / size);
    }

    public static double Remember(in TensorFacts facts) => (facts.Step == 1 ? 1 : facts.Memory) * Momentum(facts, facts.Step);

    private static double Momentum(in TensorFacts h, long step) => h[1] * (1 - (0.5 * Math.Pow(0.96, step * h[5])));
}
