using System.Numerics;
using System.Runtime.CompilerServices;

namespace Ballast;

/// <summary>Gradient descent without momentum, the same hyperparameters as <see cref="SgdRule{T}"/>: it needs no state.</summary>
internal readonly struct PlainSgdRule<T> : IUpdateRule<PlainSgdRule<T>, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly T _lr,
        _decay;

    private PlainSgdRule(double lr, double decay) => (_lr, _decay) = (T.CreateTruncating(-lr), T.CreateTruncating(decay));

    public static int Slots => 0;

    public static PlainSgdRule<T> At(in TensorFacts h) => new(h[0], h[3]);

    public void Advance<V>(V gradient, V weight, ref Slots<V> slots)
        where V : struct, ILanes<V, T> { }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Change<V>(V gradient, V weight, in Slots<V> slots)
        where V : struct, ILanes<V, T> => V.Broadcast(_lr) * (gradient + (V.Broadcast(_decay) * weight));
}
