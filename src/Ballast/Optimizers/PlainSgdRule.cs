using System.Numerics;
using System.Runtime.CompilerServices;

namespace Ballast;

/// <summary>Gradient descent without momentum, the same hyperparameters as <see cref="SgdRule{T}"/>: it needs no state.</summary>
internal readonly struct PlainSgdRule<T> : IUpdateRule<PlainSgdRule<T>, T> where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Vector<T> _lr, _decay;

    private PlainSgdRule(double lr, double decay) =>
        (_lr, _decay) = (Vector.Create(T.CreateTruncating(-lr)), Vector.Create(T.CreateTruncating(decay)));

    public static int Slots => 0;

    public static bool SlotAIsVelocity => false;

    public static PlainSgdRule<T> At(ReadOnlySpan<double> h, long step) => new(h[0], h[3]);

    public void Advance(Vector<T> gradient, Vector<T> weight, ref Slots<T> slots)
    {
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector<T> Change(Vector<T> gradient, Vector<T> weight, in Slots<T> slots) => _lr * (gradient + (_decay * weight));
}
