using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Ballast;

/// <summary>
/// The loops around an update rule, each in one pass over the memory: vectors as wide as the processor has them, then what is
/// left one by one through the same code.
/// </summary>
internal static unsafe class UpdateKernel<TRule, T>
    where TRule : struct, IUpdateRule<TRule, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>
    /// Advance and apply in one pass. With <paramref name="protect"/> an element whose new weight is not finite keeps the old
    /// one, and the result is true if there was any, or a state that is not finite.
    /// </summary>
    public static bool Step(in TRule rule, in UpdateSpan<T> span, T scale, bool protect) =>
        Vector512.IsHardwareAccelerated ? Step<Lanes512<T>>(rule, span, scale, protect)
        : Vector256.IsHardwareAccelerated ? Step<Lanes256<T>>(rule, span, scale, protect)
        : Step<Lanes128<T>>(rule, span, scale, protect);

    /// <summary>
    /// Phase one of a capped step: takes the step whole and measures the change, which it leaves in scratch beside the old weights. Most
    /// changes may stay as they are; so the scratch, of which a wave fits the cache, is hardly ever read. Protects as
    /// <see cref="Step(in TRule, in UpdateSpan{T}, T, bool)"/> does.
    /// </summary>
    public static ChangeSums Try(in TRule rule, in UpdateSpan<T> span, T scale, bool protect) =>
        Vector512.IsHardwareAccelerated ? Try<Lanes512<T>>(rule, span, scale, protect)
        : Vector256.IsHardwareAccelerated ? Try<Lanes256<T>>(rule, span, scale, protect)
        : Try<Lanes128<T>>(rule, span, scale, protect);

    /// <summary>
    /// Phase two, where a cap says so: the old weights and a <paramref name="share"/> of the change; velocity shrinks with it. A share of
    /// 0 gives the old weights back to the bit, whatever the change is.
    /// </summary>
    public static bool Retake(in UpdateSpan<T> span, T share, bool protect)
    {
        if (share == T.Zero)
        {
            new ReadOnlySpan<T>(span.Old, span.Count).CopyTo(new(span.Weight, span.Count));
            return false;
        }

        return Vector512.IsHardwareAccelerated ? Retake<Lanes512<T>>(span, share, protect)
            : Vector256.IsHardwareAccelerated ? Retake<Lanes256<T>>(span, share, protect)
            : Retake<Lanes128<T>>(span, share, protect);
    }

    /// <summary>Adds up weights and what the rule gauges, and changes nothing.</summary>
    public static ChangeSums Gauge(in TRule rule, in UpdateSpan<T> span, T scale) =>
        Vector512.IsHardwareAccelerated ? Gauge<Lanes512<T>>(rule, span, scale)
        : Vector256.IsHardwareAccelerated ? Gauge<Lanes256<T>>(rule, span, scale)
        : Gauge<Lanes128<T>>(rule, span, scale);

    internal static bool Step<V>(in TRule rule, in UpdateSpan<T> span, T scale, bool protect)
        where V : struct, ILaneMemory<V, T>
    {
        var whole = span.Count / V.Count * V.Count;
        var broken = StepLoop<V>(rule, span, 0, whole, scale, protect);
        return broken | StepLoop<Lane<T>>(rule, span, whole, span.Count, scale, protect);
    }

    internal static ChangeSums Try<V>(in TRule rule, in UpdateSpan<T> span, T scale, bool protect)
        where V : struct, ILaneMemory<V, T>
    {
        var whole = span.Count / V.Count * V.Count;
        var sums = TryLoop<V>(rule, span, 0, whole, scale);
        if (whole < span.Count)
            sums += TryLoop<Lane<T>>(rule, span, whole, span.Count, scale);
        return sums.Broken ? Mended(span, sums, protect) : sums;
    }

    internal static bool Retake<V>(in UpdateSpan<T> span, T share, bool protect)
        where V : struct, ILaneMemory<V, T>
    {
        var whole = span.Count / V.Count * V.Count;
        return RetakeLoop<V>(span, 0, whole, share, protect) | RetakeLoop<Lane<T>>(span, whole, span.Count, share, protect);
    }

    internal static ChangeSums Gauge<V>(in TRule rule, in UpdateSpan<T> span, T scale)
        where V : struct, ILaneMemory<V, T>
    {
        var whole = span.Count / V.Count * V.Count;
        var sums = GaugeLoop<V>(rule, span, 0, whole, scale);
        return whole == span.Count ? sums : sums + GaugeLoop<Lane<T>>(rule, span, whole, span.Count, scale);
    }

    // The loops call nothing: no vector register survives a call on Linux, so with one in the same method the sums would live
    // in memory and every vector would wait for the one before.

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static bool StepLoop<V>(in TRule rule, UpdateSpan<T> span, int from, int end, T scale, bool protect)
        where V : struct, ILaneMemory<V, T>
    {
        var (factor, doubt) = (V.Broadcast(scale), default(V));
        for (var i = from; i < end; i += V.Count)
        {
            var g = V.Load(span.Gradient + i) * factor;
            var w = V.Load(span.Weight + i);
            var slots = Load<V>(span, i);
            rule.Advance(g, w, ref slots);
            Store(span, i, slots);
            var moved = w + rule.Change(g, w, slots);
            if (protect)
            {
                doubt = V.AddDoubt(moved, Doubt(slots, doubt));
                moved = V.Finite(moved, w);
            }

            moved.Store(span.Weight + i);
        }

        return !V.IsZero(doubt);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static ChangeSums TryLoop<V>(in TRule rule, UpdateSpan<T> span, int from, int end, T scale)
        where V : struct, ILaneMemory<V, T>
    {
        var (factor, doubt) = (V.Broadcast(scale), default(V));
        V changeLow = default,
            changeHigh = default,
            weightLow = default,
            weightHigh = default,
            gaugeLow = default,
            gaugeHigh = default;
        double change = 0,
            weight = 0,
            gauge = 0;
        for (var i = from; i < end; i += V.Count)
        {
            var g = V.Load(span.Gradient + i) * factor;
            var w = V.Load(span.Weight + i);
            var slots = Load<V>(span, i);
            rule.Advance(g, w, ref slots);
            Store(span, i, slots);
            var d = rule.Change(g, w, slots);
            d.Store(span.Change + i);
            w.Store(span.Old + i);
            var moved = w + d;
            doubt = V.AddDoubt(moved, Doubt(slots, doubt));
            moved.Store(span.Weight + i);
            if (V.Count == 1)
            {
                (change, weight) = (change + Square(d), weight + Square(w));
                if (TRule.Measures == Measuring.After)
                    gauge += Square(TRule.Gauge(rule, g, w, slots));
                continue;
            }

            (changeLow, changeHigh) = (V.AddSquaresLow(d, changeLow), V.AddSquaresHigh(d, changeHigh));
            (weightLow, weightHigh) = (V.AddSquaresLow(w, weightLow), V.AddSquaresHigh(w, weightHigh));
            if (TRule.Measures != Measuring.After)
                continue;
            var x = TRule.Gauge(rule, g, w, slots);
            (gaugeLow, gaugeHigh) = (V.AddSquaresLow(x, gaugeLow), V.AddSquaresHigh(x, gaugeHigh));
        }

        return V.Count == 1
            ? new(change, weight, gauge, !V.IsZero(doubt), false)
            : new(V.Total(changeLow, changeHigh), V.Total(weightLow, weightHigh), V.Total(gaugeLow, gaugeHigh), !V.IsZero(doubt), false);
    }

    // the rare second look, where something is not finite: what it is, and the old weights back in its place
    private static ChangeSums Mended(in UpdateSpan<T> span, in ChangeSums sums, bool protect)
    {
        var (broken, overflown) = (false, false);
        for (var i = 0; i < span.Count; i++)
        {
            broken |= !Lane<T>.IsZero(Doubt(Load<Lane<T>>(span, i), default));
            if (T.IsFinite(span.Weight[i]))
                continue;
            overflown = true;
            if (protect)
                span.Weight[i] = span.Old[i];
        }

        return sums with
        {
            Broken = broken,
            Overflown = overflown,
        };
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static ChangeSums GaugeLoop<V>(in TRule rule, UpdateSpan<T> span, int from, int end, T scale)
        where V : struct, ILaneMemory<V, T>
    {
        var factor = V.Broadcast(scale);
        V weightLow = default,
            weightHigh = default,
            gaugeLow = default,
            gaugeHigh = default;
        double weight = 0,
            gauge = 0;
        for (var i = from; i < end; i += V.Count)
        {
            var w = V.Load(span.Weight + i);
            var x = TRule.Gauge(rule, V.Load(span.Gradient + i) * factor, w, default(Slots<V>));
            if (V.Count == 1)
            {
                (weight, gauge) = (weight + Square(w), gauge + Square(x));
                continue;
            }

            (weightLow, weightHigh) = (V.AddSquaresLow(w, weightLow), V.AddSquaresHigh(w, weightHigh));
            (gaugeLow, gaugeHigh) = (V.AddSquaresLow(x, gaugeLow), V.AddSquaresHigh(x, gaugeHigh));
        }

        return V.Count == 1
            ? new(0, weight, gauge, false, false)
            : new(0, V.Total(weightLow, weightHigh), V.Total(gaugeLow, gaugeHigh), false, false);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static bool RetakeLoop<V>(UpdateSpan<T> span, int from, int end, T share, bool protect)
        where V : struct, ILaneMemory<V, T>
    {
        var (part, doubt) = (V.Broadcast(share), default(V));
        var shrink = TRule.SlotAIsVelocity && TRule.Slots > 0 && share != T.One;
        for (var i = from; i < end; i += V.Count)
        {
            var w = V.Load(span.Old + i);
            var moved = w + (part * V.Load(span.Change + i));
            doubt = V.AddDoubt(moved, doubt);
            (protect ? V.Finite(moved, w) : moved).Store(span.Weight + i);
            if (shrink)
                (V.Load(span.A + i) * part).Store(span.A + i);
        }

        return !V.IsZero(doubt);
    }

    // of one lane; vectors have sums of their own
    private static double Square<V>(V lane)
        where V : struct, ILaneMemory<V, T>
    {
        var value = double.CreateTruncating(V.Largest(lane));
        return value * value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Doubt<V>(in Slots<V> slots, V doubt)
        where V : struct, ILaneMemory<V, T>
    {
        if (TRule.Slots > 0)
            doubt = V.AddDoubt(slots.A, doubt);
        if (TRule.Slots > 1)
            doubt = V.AddDoubt(slots.B, doubt);
        if (TRule.Slots > 2)
            doubt = V.AddDoubt(slots.C, doubt);
        if (TRule.Slots > 3)
            doubt = V.AddDoubt(slots.D, doubt);
        return doubt;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Slots<V> Load<V>(in UpdateSpan<T> span, int i)
        where V : struct, ILaneMemory<V, T>
    {
        Slots<V> slots = default;
        if (TRule.Slots > 0)
            slots.A = V.Load(span.A + i);
        if (TRule.Slots > 1)
            slots.B = V.Load(span.B + i);
        if (TRule.Slots > 2)
            slots.C = V.Load(span.C + i);
        if (TRule.Slots > 3)
            slots.D = V.Load(span.D + i);
        return slots;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<V>(in UpdateSpan<T> span, int i, in Slots<V> slots)
        where V : struct, ILaneMemory<V, T>
    {
        if (TRule.Slots > 0)
            slots.A.Store(span.A + i);
        if (TRule.Slots > 1)
            slots.B.Store(span.B + i);
        if (TRule.Slots > 2)
            slots.C.Store(span.C + i);
        if (TRule.Slots > 3)
            slots.D.Store(span.D + i);
    }
}
