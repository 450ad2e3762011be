using System.Numerics;
using System.Runtime.CompilerServices;

namespace Ballast;

/// <summary>
/// Adam's two running means, of the gradient in slot A and of its square in slot B, which its relatives keep too (Kingma, Ba 2015).
/// </summary>
internal readonly struct AdamMoments<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly T _memory1,
        _fresh1,
        _memory2,
        _fresh2;

    /// <param name="beta1">Decay of the mean.</param>
    /// <param name="beta2">Decay of the mean square.</param>
    /// <param name="forget">True to start afresh with this gradient.</param>
    public AdamMoments(double beta1, double beta2, bool forget = false)
    {
        (_memory1, _fresh1) = (T.CreateTruncating(forget ? 0 : beta1), T.CreateTruncating(1 - beta1));
        (_memory2, _fresh2) = (T.CreateTruncating(forget ? 0 : beta2), T.CreateTruncating(1 - beta2));
    }

    /// <summary>Advances both by one gradient.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Advance<V>(V gradient, ref Slots<V> slots)
        where V : struct, ILanes<V, T>
    {
        slots.A = (V.Broadcast(_memory1) * slots.A) + (V.Broadcast(_fresh1) * gradient);
        slots.B = (V.Broadcast(_memory2) * slots.B) + (V.Broadcast(_fresh2) * (gradient * gradient));
    }
}
