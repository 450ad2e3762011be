using System.Numerics;
using System.Runtime.CompilerServices;

namespace Ballast;

/// <summary>
/// Mirror descent: the gradient, or its momentum, moves the dual of the weight. Hyperparameters lr, momentum, weight_decay (in
/// the gradient), dual_clip (0: none), parameter (of the map), positive (1: vectors are no exception).
/// </summary>
internal readonly struct MirrorRule<TMap, T> : IUpdateRule<MirrorRule<TMap, T>, T>
    where TMap : struct, IMirrorMap<TMap, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly PlainMirrorRule<TMap, T> _plain;
    private readonly T _momentum;

    private MirrorRule(in TensorFacts h) => (_plain, _momentum) = (PlainMirrorRule<TMap, T>.At(h), T.CreateTruncating(h[1]));

    public static int Slots => 1;

    public static bool SlotAIsVelocity => true;

    public static MirrorRule<TMap, T> At(in TensorFacts facts) => new(facts);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Advance<V>(V gradient, V weight, ref Slots<V> slots)
        where V : struct, ILanes<V, T> => slots.A = (V.Broadcast(_momentum) * slots.A) + _plain.Decayed(gradient, weight);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Change<V>(V gradient, V weight, in Slots<V> slots)
        where V : struct, ILanes<V, T> => _plain.Move(slots.A, weight);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Gauge<V>(in MirrorRule<TMap, T> rule, V gradient, V weight, in Slots<V> slots)
        where V : struct, ILanes<V, T> => rule._plain.Local(gradient, weight);
}

/// <summary>Mirror descent without momentum: it needs no state.</summary>
internal readonly struct PlainMirrorRule<TMap, T> : IUpdateRule<PlainMirrorRule<TMap, T>, T>
    where TMap : struct, IMirrorMap<TMap, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly TMap _map;
    private readonly T _scale,
        _perScale,
        _rate,
        _decay,
        _clip;
    private readonly bool _euclidean;

    private PlainMirrorRule(in TensorFacts h)
    {
        _map = TMap.With(h[4]);
        (_scale, _perScale) = (T.CreateTruncating(h.Reference), T.CreateTruncating(1 / h.Reference));
        (_rate, _decay) = (T.CreateTruncating(h[0] / h.Reference), T.CreateTruncating(h[2]));
        _clip = h[3] > 0 ? T.CreateTruncating(h[3]) : T.PositiveInfinity;
        _euclidean = h.Dimensions < 2 && h[5] == 0;
    }

    public static int Slots => 0;

    public static PlainMirrorRule<TMap, T> At(in TensorFacts facts) => new(facts);

    public void Advance<V>(V gradient, V weight, ref Slots<V> slots)
        where V : struct, ILanes<V, T> { }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Change<V>(V gradient, V weight, in Slots<V> slots)
        where V : struct, ILanes<V, T> => Move(Decayed(gradient, weight), weight);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Gauge<V>(in PlainMirrorRule<TMap, T> rule, V gradient, V weight, in Slots<V> slots)
        where V : struct, ILanes<V, T> => rule.Local(gradient, weight);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Decayed<V>(V gradient, V weight)
        where V : struct, ILanes<V, T> => gradient + (V.Broadcast(_decay) * weight);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Move<V>(V momentum, V weight)
        where V : struct, ILanes<V, T>
    {
        var step = Lanes<T>.Clamp(V.Broadcast(_rate) * momentum, V.Broadcast(_clip));
        return V.Broadcast(_scale) * (_euclidean ? default(V) - step : _map.Move(V.Broadcast(_perScale) * weight, step));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Local<V>(V gradient, V weight)
        where V : struct, ILanes<V, T> => _euclidean ? gradient : _map.Local(gradient, V.Broadcast(_perScale) * weight);
}
