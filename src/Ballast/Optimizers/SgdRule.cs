using System.Numerics;
using System.Runtime.CompilerServices;

namespace Ballast;

/// <summary>
/// Stochastic gradient descent with momentum as PyTorch defines it: hyperparameters lr, momentum, dampening, weight_decay,
/// nesterov (0 or 1). The buffer starts as the first gradient, undampened (Sutskever et al. 2013 for Nesterov's form).
/// </summary>
internal readonly struct SgdRule<T> : IUpdateRule<SgdRule<T>, T> where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Vector<T> _lr, _memory, _fresh, _decay, _ahead, _own;

    private SgdRule(double lr, double momentum, double dampening, double decay, bool nesterov, long step)
    {
        _lr = Broadcast(-lr);
        _memory = Broadcast(step == 1 ? 0 : momentum);
        _fresh = Broadcast(step == 1 || momentum == 0 ? 1 : 1 - dampening);
        _decay = Broadcast(decay);
        (_ahead, _own) = nesterov ? (Broadcast(momentum), Broadcast(1)) : (Broadcast(1), Broadcast(0));
    }

    public static int Slots => 1;

    public static bool SlotAIsVelocity => true;

    public static SgdRule<T> At(ReadOnlySpan<double> h, long step) => new(h[0], h[1], h[2], h[3], h[4] != 0, step);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Advance(Vector<T> gradient, Vector<T> weight, ref Slots<T> slots) =>
        slots.A = (_memory * slots.A) + (_fresh * (gradient + (_decay * weight)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector<T> Change(Vector<T> gradient, Vector<T> weight, in Slots<T> slots) =>
        _lr * ((_ahead * slots.A) + (_own * (gradient + (_decay * weight))));

    private static Vector<T> Broadcast(double value) => Vector.Create(T.CreateTruncating(value));
}
