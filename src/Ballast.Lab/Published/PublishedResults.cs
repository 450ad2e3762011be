namespace Ballast.Lab;

/// <summary>All results that are reproduced; adding one is one file and one line.</summary>
public static class PublishedResults
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<PublishedResult> All { get; } =
    [
        new EdgeOfStability(),
        new Catapult(),
        new ClippedQuartic(),
        new DeltaOrthogonalDepth(),
        new DeltaOrthogonalTraining(),
        new OrthogonalDepth(),
        new FixupDepth(),
        new ChaosTransition(),
        new IdentityRecurrence(),
        new TemporalOrderLength(),
        new NearestInterpolant(),
        new LargestMargin(),
        new SparseTarget(),
        new NewtonSchulzBand(),
    ];

    /// <summary>One by its name.</summary>
    /// <exception cref="ArgumentException">There is none of that name; the nearest one is suggested.</exception>
    public static PublishedResult Of(string name) =>
        All.FirstOrDefault(result => result.Name == name)
        ?? throw Suggestion.Unknown("published result", name, [.. All.Select(result => result.Name)], nameof(name));
}
