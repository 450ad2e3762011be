namespace Ballast;

/// <summary>
/// The answer of a rule: a value in a join-semilattice, <c>Proceed &lt; Rescale &lt; Skip &lt; Rollback &lt; Halt</c>.
/// <see cref="Join"/> takes the more severe; among rescales the smaller scale wins, parameter by parameter. So the order of
/// rules cannot matter. <c>default</c> is <see cref="Proceed"/>.
/// </summary>
public readonly struct Verdict : IEquatable<Verdict>
{
    private readonly double _scale; // 0 stands for 1, so that default(Verdict) is Proceed
    private readonly double _minScale; // likewise
    private readonly ReadOnlyMemory<double> _scales;
    private readonly string? _reason;

    private Verdict(VerdictKind kind, string? reason) => (Kind, _reason) = (kind, reason);

    private Verdict(double scale, ReadOnlyMemory<double> scales, double minScale, string? reason)
        : this(VerdictKind.Rescale, reason) => (_scale, _scales, _minScale) = (scale, scales, minScale);

    /// <summary>What happens.</summary>
    public VerdictKind Kind { get; }

    /// <summary>The scale that holds for every parameter: 1 unless a rescale set one.</summary>
    public double Scale => _scale == 0 ? 1 : _scale;

    /// <summary>The smallest scale of any parameter.</summary>
    public double MinScale => _minScale == 0 ? 1 : _minScale;

    /// <summary>Why, in words; empty for <see cref="Proceed"/>.</summary>
    public string Reason => _reason ?? "";

    /// <summary>True if the optimizer steps.</summary>
    public bool TakesStep => Kind <= VerdictKind.Rescale;

    /// <summary>The mildest verdict, identity of <see cref="Join"/>.</summary>
    public static Verdict Proceed => default;

    /// <summary>The scale for parameter <paramref name="index"/>: the smaller of <see cref="Scale"/> and its own.</summary>
    public double ScaleOf(int index) => _scales.IsEmpty ? Scale : Math.Min(Scale, _scales.Span[index]);

    /// <summary>Multiply every gradient by <paramref name="scale"/>; 1 gives <see cref="Proceed"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The scale is not in (0, 1]; NaN is not.</exception>
    public static Verdict Rescale(double scale, string reason)
    {
        Require.Fraction(scale);
        return scale < 1 ? new(scale, default, scale, reason) : default;
    }

    /// <summary>Multiply each parameter's gradient by its own scale; all 1 gives <see cref="Proceed"/>. The memory is not copied.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A scale is not in (0, 1]; NaN is not.</exception>
    public static Verdict RescaleEach(ReadOnlyMemory<double> scales, string reason)
    {
        double min = 1;
        foreach (var scale in scales.Span)
            min = Math.Min(min, Require.Fraction(scale, nameof(scales)));
        return min < 1 ? new(1, scales, min, reason) : default;
    }

    /// <summary>Do not step.</summary>
    public static Verdict Skip(string reason) => new(VerdictKind.Skip, reason);

    /// <summary>Restore an earlier state.</summary>
    public static Verdict Rollback(string reason) => new(VerdictKind.Rollback, reason);

    /// <summary>End the training.</summary>
    public static Verdict Halt(string reason) => new(VerdictKind.Halt, reason);

    /// <summary>
    /// The least verdict at least as severe as both: commutative, associative, idempotent, with identity <see cref="Proceed"/>
    /// and <see cref="VerdictKind.Halt"/> on top. Equally severe verdicts keep the reason of the smaller scale, then the
    /// ordinally smaller one, so records do not depend on the order of rules.
    /// </summary>
    /// <exception cref="ArgumentException">Both scale per parameter, for different numbers of parameters.</exception>
    public static Verdict Join(Verdict a, Verdict b)
    {
        if (a.Kind != b.Kind)
            return a.Kind > b.Kind ? a : b;
        var order = a.MinScale.CompareTo(b.MinScale);
        if (order == 0)
            order = string.CompareOrdinal(a.Reason, b.Reason);
        var reason = (order <= 0 ? a : b)._reason;
        return a.Kind == VerdictKind.Rescale
            ? new(Math.Min(a.Scale, b.Scale), Smaller(a._scales, b._scales), Math.Min(a.MinScale, b.MinScale), reason)
            : new(a.Kind, reason);
    }

    // allocates only where two rules scale per parameter in the same step
    private static ReadOnlyMemory<double> Smaller(ReadOnlyMemory<double> a, ReadOnlyMemory<double> b)
    {
        if (a.IsEmpty || b.IsEmpty)
            return a.IsEmpty ? b : a;
        if (a.Length != b.Length)
            throw new ArgumentException(
                $"Cannot join verdicts that scale {a.Length} and {b.Length} parameters: both must come from the same reading."
            );
        var smaller = new double[a.Length];
        for (var i = 0; i < smaller.Length; i++)
            smaller[i] = Math.Min(a.Span[i], b.Span[i]);
        return smaller;
    }

    /// <summary>The same for another reason.</summary>
    internal Verdict Because(string reason) => Kind == VerdictKind.Rescale ? new(Scale, _scales, MinScale, reason) : new(Kind, reason);

    /// <summary>A copy whose per-parameter scales no rule will overwrite.</summary>
    public Verdict Keep() => _scales.IsEmpty ? this : new(Scale, _scales.ToArray(), MinScale, _reason);

    /// <inheritdoc/>
    public bool Equals(Verdict other) =>
        Kind == other.Kind
        && Scale == other.Scale
        && MinScale == other.MinScale
        && Reason == other.Reason
        && _scales.Span.SequenceEqual(other._scales.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Verdict other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Kind, Scale, MinScale, Reason);

    /// <summary>Equal kind, scales and reason.</summary>
    public static bool operator ==(Verdict a, Verdict b) => a.Equals(b);

    /// <summary>Different kind, scales or reason.</summary>
    public static bool operator !=(Verdict a, Verdict b) => !a.Equals(b);

    /// <inheritdoc/>
    public override string ToString() =>
        Kind switch
        {
            VerdictKind.Proceed => "Proceed",
            VerdictKind.Rescale => FormattableString.Invariant($"Rescale {MinScale:g4}: {Reason}"),
            _ => $"{Kind}: {Reason}",
        };
}
