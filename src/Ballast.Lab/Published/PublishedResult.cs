namespace Ballast.Lab;

/// <summary>A result of a paper that is measured again in minutes on two cores, with what it has to be.</summary>
public abstract class PublishedResult
{
    /// <summary>As given to <c>ballast reproduce</c>.</summary>
    public abstract string Name { get; }

    /// <summary>What the paper says, in one sentence.</summary>
    public abstract string Claim { get; }

    /// <summary>Authors, year, and where it is.</summary>
    public abstract string Source { get; }

    /// <summary>The size at which it is measured here, in words.</summary>
    public abstract string Setting { get; }

    /// <summary>Measures. The same numbers each time on the same machine.</summary>
    public abstract IEnumerable<Figure> Measure();
}

/// <summary>One number of a <see cref="PublishedResult"/>.</summary>
/// <param name="What">What it is, in words.</param>
/// <param name="Value">Measured; NaN or infinite where a training exploded.</param>
/// <param name="Low">The least that agrees with the claim.</param>
/// <param name="High">The most.</param>
public sealed record Figure(string What, double Value, double Low, double High)
{
    /// <summary>Whether it agrees with the claim.</summary>
    public bool Holds => Low <= Value && Value <= High;

    /// <summary>One that only has to be above.</summary>
    public static Figure Above(string what, double value, double low) => new(what, value, low, double.PositiveInfinity);

    /// <summary>One that only has to be below.</summary>
    public static Figure Below(string what, double value, double high) => new(what, value, double.NegativeInfinity, high);

    /// <summary>A training that has to explode: the claim agrees with any number that is far off, or none.</summary>
    public static Figure Explodes(string what, double value, double beyond) =>
        Above(what, double.IsFinite(value) ? value : double.PositiveInfinity, beyond);
}
