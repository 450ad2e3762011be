using System.Numerics;
using System.Runtime.CompilerServices;

namespace Ballast;

/// <summary>
/// Adam with decoupled weight decay (Kingma, Ba 2015; Loshchilov, Hutter 2019): hyperparameters lr, beta1, beta2, eps,
/// weight_decay, and decoupled (1: AdamW, 0: the decay is added to the gradient).
/// </summary>
internal readonly struct AdamRule<T> : IUpdateRule<AdamRule<T>, T> where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Vector<T> _beta1, _beta2, _fresh1, _fresh2, _step, _root, _eps, _coupled, _decoupled;

    private AdamRule(double lr, double beta1, double beta2, double eps, double decay, bool decoupled, long step)
    {
        _fresh1 = Broadcast(1 - beta1);
        _fresh2 = Broadcast(1 - beta2);
        _beta1 = Broadcast(beta1);
        _beta2 = Broadcast(beta2);
        _step = Broadcast(-lr / (1 - Math.Pow(beta1, step)));
        _root = Broadcast(1 / Math.Sqrt(1 - Math.Pow(beta2, step)));
        _eps = Broadcast(eps);
        _coupled = Broadcast(decoupled ? 0 : decay);
        _decoupled = Broadcast(decoupled ? -lr * decay : 0);
    }

    public static int Slots => 2;

    public static bool SlotAIsVelocity => false;

    public static AdamRule<T> At(ReadOnlySpan<double> h, long step) => new(h[0], h[1], h[2], h[3], h[4], h[5] != 0, step);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Advance(Vector<T> gradient, Vector<T> weight, ref Slots<T> slots)
    {
        var g = gradient + (_coupled * weight);
        slots.A = (_beta1 * slots.A) + (_fresh1 * g);
        slots.B = (_beta2 * slots.B) + (_fresh2 * (g * g));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector<T> Change(Vector<T> gradient, Vector<T> weight, in Slots<T> slots) =>
        (_decoupled * weight) + (_step * slots.A / ((_root * Vector.SquareRoot(slots.B)) + _eps));

    private static Vector<T> Broadcast(double value) => Vector.Create(T.CreateTruncating(value));
}
