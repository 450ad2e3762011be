using System.Numerics;
using System.Runtime.CompilerServices;

namespace Ballast;

/// <summary>The memory of one parameter from some element on: weights, gradient and state tensors.</summary>
internal unsafe struct UpdateSpan<T> where T : unmanaged
{
    public T* Weight, Gradient, A, B, C, D;
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
    // not CreateSaturating: for floats that makes infinity of what is too large
    private static Vector<T> Largest => Vector.Create(T.CreateTruncating(typeof(T) == typeof(float) ? float.MaxValue : double.MaxValue));

    /// <summary>
    /// Advance and apply in one pass. With <paramref name="protect"/> an element whose new weight is not finite keeps the old
    /// one, and the result is true if there was any, or a state that is not finite.
    /// </summary>
    public static bool Step(in TRule rule, UpdateSpan<T> span, T scale, bool protect)
    {
        var factor = Vector.Create(scale);
        var doubt = Vector<T>.Zero;
        var i = 0;
        for (; i <= span.Count - Vector<T>.Count; i += Vector<T>.Count) One(rule, span, i, factor, protect, ref doubt);
        if (i < span.Count)
        {
            var pad = stackalloc T[Vector<T>.Count * 6];
            var rest = Pad(span, i, pad);
            One(rule, rest, 0, factor, protect, ref doubt);
            Unpad(rest, span, i);
        }

        // 0 where everything was finite, NaN where anything was not
        return protect && !Vector.EqualsAll(doubt, Vector<T>.Zero);
    }

    /// <summary>Phase one of a capped step: advances the state and measures the proposed change; the weights stay.</summary>
    public static ChangeSums Propose(in TRule rule, UpdateSpan<T> span, T scale)
    {
        var factor = Vector.Create(scale);
        var (change, weight, doubt) = (default(Sums), default(Sums), Vector<T>.Zero);
        var i = 0;
        for (; i <= span.Count - Vector<T>.Count; i += Vector<T>.Count)
        {
            var d = Advance(rule, span, i, factor, out var w, ref doubt);
            change.Add(d);
            weight.Add(w);
        }

        if (i < span.Count)
        {
            var pad = stackalloc T[Vector<T>.Count * 6];
            var rest = Pad(span, i, pad);
            var d = Advance(rule, rest, 0, factor, out var w, ref doubt);
            var real = Vector.LessThan(Vector<T>.Indices, Vector.Create(T.CreateChecked(rest.Count)));
            change.Add(Vector.ConditionalSelect(real, d, Vector<T>.Zero));
            weight.Add(Vector.ConditionalSelect(real, w, Vector<T>.Zero));
            Unpad(rest, span, i);
        }

        return new(change.Total, weight.Total, !Vector.EqualsAll(doubt, Vector<T>.Zero));
    }

    /// <summary>Phase two: applies the proposed change times <paramref name="share"/>; velocity shrinks with it.</summary>
    public static bool Apply(in TRule rule, UpdateSpan<T> span, T scale, T share)
    {
        var (factor, part) = (Vector.Create(scale), Vector.Create(share));
        var shrink = TRule.SlotAIsVelocity && share != T.One;
        var doubt = Vector<T>.Zero;
        var i = 0;
        for (; i <= span.Count - Vector<T>.Count; i += Vector<T>.Count) Move(rule, span, i, factor, part, shrink, ref doubt);
        if (i < span.Count)
        {
            var pad = stackalloc T[Vector<T>.Count * 6];
            var rest = Pad(span, i, pad);
            Move(rule, rest, 0, factor, part, shrink, ref doubt);
            Unpad(rest, span, i);
        }

        return !Vector.EqualsAll(doubt, Vector<T>.Zero);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void One(in TRule rule, in UpdateSpan<T> span, int i, Vector<T> factor, bool protect, ref Vector<T> doubt)
    {
        var g = Vector.Load(span.Gradient + i) * factor;
        var w = Vector.Load(span.Weight + i);
        var slots = Load(span, i);
        rule.Advance(g, w, ref slots);
        Store(span, i, slots);
        var moved = w + rule.Change(g, w, slots);
        if (protect) moved = Protect(moved, w, Doubt(slots), ref doubt);
        moved.Store(span.Weight + i);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<T> Advance(in TRule rule, in UpdateSpan<T> span, int i, Vector<T> factor, out Vector<T> w, ref Vector<T> doubt)
    {
        var g = Vector.Load(span.Gradient + i) * factor;
        w = Vector.Load(span.Weight + i);
        var slots = Load(span, i);
        rule.Advance(g, w, ref slots);
        Store(span, i, slots);
        doubt += Doubt(slots);
        return rule.Change(g, w, slots);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Move(in TRule rule, in UpdateSpan<T> span, int i, Vector<T> factor, Vector<T> part, bool shrink, ref Vector<T> doubt)
    {
        var w = Vector.Load(span.Weight + i);
        var g = TRule.ChangeReadsGradient ? Vector.Load(span.Gradient + i) * factor : default;
        var slots = Load(span, i);
        var moved = w + (part * rule.Change(g, w, slots));
        Protect(moved, w, default, ref doubt).Store(span.Weight + i);
        if (shrink) (slots.A * part).Store(span.A + i);
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<T> Protect(Vector<T> moved, Vector<T> w, Vector<T> state, ref Vector<T> doubt)
    {
        doubt += state + (moved - moved);
        return Vector.ConditionalSelect(Vector.LessThanOrEqual(Vector.Abs(moved), Largest), moved, w);
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
        };
        for (var lane = 0; lane < Vector<T>.Count; lane++)
        {
            var i = Math.Min(from + lane, span.Count - 1);
            (rest.Weight[lane], rest.Gradient[lane]) = (span.Weight[i], span.Gradient[i]);
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
            if (TRule.Slots > 0) span.A[from + lane] = rest.A[lane];
            if (TRule.Slots > 1) span.B[from + lane] = rest.B[lane];
            if (TRule.Slots > 2) span.C[from + lane] = rest.C[lane];
            if (TRule.Slots > 3) span.D[from + lane] = rest.D[lane];
        }
    }

    /// <summary>A sum of squares in float64.</summary>
    private struct Sums
    {
        private Vector<double> _low, _high;

        public readonly double Total => Vector.Sum(_low + _high);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(Vector<T> x)
        {
            if (typeof(T) == typeof(float))
            {
                Vector.Widen(x.As<T, float>(), out var low, out var high);
                _low = Vector.FusedMultiplyAdd(low, low, _low);
                _high = Vector.FusedMultiplyAdd(high, high, _high);
            }
            else
            {
                var y = x.As<T, double>();
                _low = Vector.FusedMultiplyAdd(y, y, _low);
            }
        }
    }
}
