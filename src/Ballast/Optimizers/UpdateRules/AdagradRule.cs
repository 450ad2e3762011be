using System.Numerics;
using System.Runtime.CompilerServices;

namespace Ballast;

/// <summary>
/// Divides by the root of the sum of all squares so far (Duchi, Hazan, Singer 2011): hyperparameters lr, lr_decay,
/// weight_decay (in the gradient), initial_accumulator_value, eps.
/// </summary>
internal readonly struct AdagradRule<T> : IUpdateRule<AdagradRule<T>, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly T _lr,
        _coupled,
        _initial,
        _eps;

    private AdagradRule(in TensorFacts h)
    {
        _lr = T.CreateTruncating(-h[0] / (1 + ((h.Step - 1) * h[1])));
        (_coupled, _eps) = (T.CreateTruncating(h[2]), T.CreateTruncating(h[4]));
        _initial = T.CreateTruncating(h.Step == 1 ? h[3] : 0);
    }

    public static int Slots => 1;

    public static int SecondMoments => 1 << 0;

    public static AdagradRule<T> At(in TensorFacts facts) => new(facts);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Advance<V>(V gradient, V weight, ref Slots<V> slots)
        where V : struct, ILanes<V, T>
    {
        var g = gradient + (V.Broadcast(_coupled) * weight);
        slots.A = slots.A + V.Broadcast(_initial) + (g * g);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Change<V>(V gradient, V weight, in Slots<V> slots)
        where V : struct, ILanes<V, T> =>
        V.Broadcast(_lr) * (gradient + (V.Broadcast(_coupled) * weight)) / (V.Sqrt(slots.A) + V.Broadcast(_eps));
}
