using System.Numerics;
using System.Runtime.CompilerServices;

namespace Ballast;

/// <summary>The memory of one parameter from some element on: weights, gradient, state tensors, and scratch for the proposed change.</summary>
internal unsafe struct UpdateSpan<T> where T : unmanaged
{
    public T* Weight, Gradient, A, B, C, D, Change;
    public int Count;
}

/// <summary>What a stretch of proposed change adds to the norms. <see cref="Broken"/>: a change or a state is not finite.</summary>
internal readonly record struct ChangeSums(double Change, double Weight, bool Broken);

/// <summary>
/// The loops around an update rule. Each reads and writes every value once; the rest that does not fill a vector runs through
/// the same code on a padded copy, so that no element is ever computed by other arithmetic.
/// </summary>
internal static unsafe class UpdateKernel<TRule, T> where TRule : struct, IUpdateRule<TRule, T> where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int Arrays = 7;   // pointers of an UpdateSpan

    // not CreateSaturating: for floats that makes infinity of what is too large
    private static Vector<T> Largest => Vector.Create(T.CreateTruncating(typeof(T) == typeof(float) ? float.MaxValue : double.MaxValue));

    /// <summary>
    /// Advance and apply in one pass. With <paramref name="protect"/> an element whose new weight is not finite keeps the old
    /// one, and the result is true if there was any, or a state that is not finite.
    /// </summary>
    public static bool Step(in TRule rule, UpdateSpan<T> span, T scale, bool protect)
    {
        var whole = span.Count / Vector<T>.Count * Vector<T>.Count;
        var doubt = StepLoop(rule, span, whole, scale, protect);
        if (whole < span.Count)
        {
            var pad = stackalloc T[Vector<T>.Count * Arrays];
            var rest = Pad(span, whole, pad);
            doubt += StepLoop(rule, rest, Vector<T>.Count, scale, protect);
            Unpad(rest, span, whole);
        }

        // 0 where everything was finite, NaN where anything was not
        return protect && !Vector.EqualsAll(doubt, Vector<T>.Zero);
    }

    /// <summary>Phase one of a capped step: advances the state, leaves the proposed change in scratch and measures it; the weights stay.</summary>
    public static ChangeSums Propose(in TRule rule, UpdateSpan<T> span, T scale)
    {
        var whole = span.Count / Vector<T>.Count * Vector<T>.Count;
        var sums = ProposeLoop(rule, span, whole, scale);
        if (whole == span.Count) return sums;
        var pad = stackalloc T[Vector<T>.Count * Arrays];
        var rest = Pad(span, whole, pad);
        var broken = ProposeLoop(rule, rest, Vector<T>.Count, scale).Broken;
        Unpad(rest, span, whole);
        var (change, weight) = (sums.Change, sums.Weight);
        for (var i = 0; i < rest.Count; i++)
        {
            var (d, w) = (double.CreateTruncating(rest.Change[i]), double.CreateTruncating(rest.Weight[i]));
            (change, weight) = (change + (d * d), weight + (w * w));
        }

        return new(change, weight, sums.Broken || broken);
    }

    /// <summary>Phase two: applies the proposed change times <paramref name="share"/>; velocity shrinks with it. True if a weight would not have been finite.</summary>
    public static bool Apply(UpdateSpan<T> span, T share)
    {
        var whole = span.Count / Vector<T>.Count * Vector<T>.Count;
        var doubt = ApplyLoop(span, whole, share);
        if (whole < span.Count)
        {
            var pad = stackalloc T[Vector<T>.Count * Arrays];
            var rest = Pad(span, whole, pad);
            doubt += ApplyLoop(rest, Vector<T>.Count, share);
            Unpad(rest, span, whole);
        }

        return !Vector.EqualsAll(doubt, Vector<T>.Zero);
    }

    // The loops call nothing: no vector register survives a call on Linux, so with one in the same method the sums would live
    // in memory, and every vector would wait for the one before.

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Vector<T> StepLoop(in TRule rule, UpdateSpan<T> span, int count, T scale, bool protect)
    {
        var (factor, doubt) = (Vector.Create(scale), Vector<T>.Zero);
        for (var i = 0; i < count; i += Vector<T>.Count)
        {
            var g = Vector.Load(span.Gradient + i) * factor;
            var w = Vector.Load(span.Weight + i);
            var slots = Load(span, i);
            rule.Advance(g, w, ref slots);
            Store(span, i, slots);
            var moved = w + rule.Change(g, w, slots);
            if (protect)
            {
                doubt += Doubt(slots) + (moved - moved);
                moved = Shield(moved, w);
            }

            moved.Store(span.Weight + i);
        }

        return doubt;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ChangeSums ProposeLoop(in TRule rule, UpdateSpan<T> span, int count, T scale)
    {
        var (factor, doubt) = (Vector.Create(scale), Vector<T>.Zero);
        var (change, changeHigh, weight, weightHigh) = (Vector<double>.Zero, Vector<double>.Zero, Vector<double>.Zero, Vector<double>.Zero);
        for (var i = 0; i < count; i += Vector<T>.Count)
        {
            var g = Vector.Load(span.Gradient + i) * factor;
            var w = Vector.Load(span.Weight + i);
            var slots = Load(span, i);
            rule.Advance(g, w, ref slots);
            Store(span, i, slots);
            var d = rule.Change(g, w, slots);
            d.Store(span.Change + i);
            (change, changeHigh) = (AddSquaresLow(d, change), AddSquaresHigh(d, changeHigh));
            (weight, weightHigh) = (AddSquaresLow(w, weight), AddSquaresHigh(w, weightHigh));
            doubt += Doubt(slots);
        }

        return new(Vector.Sum(change + changeHigh), Vector.Sum(weight + weightHigh), !Vector.EqualsAll(doubt, Vector<T>.Zero));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Vector<T> ApplyLoop(UpdateSpan<T> span, int count, T share)
    {
        var (part, doubt) = (Vector.Create(share), Vector<T>.Zero);
        var shrink = TRule.SlotAIsVelocity && TRule.Slots > 0 && share != T.One;
        for (var i = 0; i < count; i += Vector<T>.Count)
        {
            var w = Vector.Load(span.Weight + i);
            var moved = w + (part * Vector.Load(span.Change + i));
            doubt += moved - moved;
            Shield(moved, w).Store(span.Weight + i);
            if (shrink) (Vector.Load(span.A + i) * part).Store(span.A + i);
        }

        return doubt;
    }

    // x - x is 0 for a finite x and NaN otherwise
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<T> Doubt(in Slots<T> slots)
    {
        var doubt = Vector<T>.Zero;
        if (TRule.Slots > 0) doubt += slots.A - slots.A;
        if (TRule.Slots > 1) doubt += slots.B - slots.B;
        if (TRule.Slots > 2) doubt += slots.C - slots.C;
        if (TRule.Slots > 3) doubt += slots.D - slots.D;
        return doubt;
    }

    // the new weight where it is finite, else the old one
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<T> Shield(Vector<T> moved, Vector<T> w) =>
        Vector.ConditionalSelect(Vector.LessThanOrEqual(Vector.Abs(moved), Largest), moved, w);

    // sums of squares in float64: one half of a float32 vector each, all of a float64 vector in the first
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<double> AddSquaresLow(Vector<T> x, Vector<double> sum)
    {
        var wide = typeof(T) == typeof(float) ? Vector.WidenLower(x.As<T, float>()) : x.As<T, double>();
        return Vector.FusedMultiplyAdd(wide, wide, sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<double> AddSquaresHigh(Vector<T> x, Vector<double> sum)
    {
        if (typeof(T) != typeof(float)) return sum;
        var wide = Vector.WidenUpper(x.As<T, float>());
        return Vector.FusedMultiplyAdd(wide, wide, sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Slots<T> Load(in UpdateSpan<T> span, int i)
    {
        Slots<T> slots = default;
        if (TRule.Slots > 0) slots.A = Vector.Load(span.A + i);
        if (TRule.Slots > 1) slots.B = Vector.Load(span.B + i);
        if (TRule.Slots > 2) slots.C = Vector.Load(span.C + i);
        if (TRule.Slots > 3) slots.D = Vector.Load(span.D + i);
        return slots;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(in UpdateSpan<T> span, int i, in Slots<T> slots)
    {
        if (TRule.Slots > 0) slots.A.Store(span.A + i);
        if (TRule.Slots > 1) slots.B.Store(span.B + i);
        if (TRule.Slots > 2) slots.C.Store(span.C + i);
        if (TRule.Slots > 3) slots.D.Store(span.D + i);
    }

    // the rest of a span as one full vector: the last value fills the missing lanes, so they are as finite as it is
    private static UpdateSpan<T> Pad(in UpdateSpan<T> span, int from, T* pad)
    {
        var rest = new UpdateSpan<T>
        {
            Count = span.Count - from, Weight = pad, Gradient = pad + Vector<T>.Count, A = pad + (2 * Vector<T>.Count),
            B = pad + (3 * Vector<T>.Count), C = pad + (4 * Vector<T>.Count), D = pad + (5 * Vector<T>.Count),
            Change = span.Change == null ? null : pad + (6 * Vector<T>.Count),
        };
        for (var lane = 0; lane < Vector<T>.Count; lane++)
        {
            var i = Math.Min(from + lane, span.Count - 1);
            (rest.Weight[lane], rest.Gradient[lane]) = (span.Weight[i], span.Gradient[i]);
            if (rest.Change != null) rest.Change[lane] = span.Change[i];
            if (TRule.Slots > 0) rest.A[lane] = span.A[i];
            if (TRule.Slots > 1) rest.B[lane] = span.B[i];
            if (TRule.Slots > 2) rest.C[lane] = span.C[i];
            if (TRule.Slots > 3) rest.D[lane] = span.D[i];
        }

        return rest;
    }

    private static void Unpad(in UpdateSpan<T> rest, in UpdateSpan<T> span, int from)
    {
        for (var lane = 0; lane < rest.Count; lane++)
        {
            span.Weight[from + lane] = rest.Weight[lane];
            if (rest.Change != null) span.Change[from + lane] = rest.Change[lane];
            if (TRule.Slots > 0) span.A[from + lane] = rest.A[lane];
            if (TRule.Slots > 1) span.B[from + lane] = rest.B[lane];
            if (TRule.Slots > 2) span.C[from + lane] = rest.C[lane];
            if (TRule.Slots > 3) span.D[from + lane] = rest.D[lane];
        }
    }
}
