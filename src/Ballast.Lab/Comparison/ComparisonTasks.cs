namespace Ballast.Lab;

/// <summary>The built-in comparison tasks.</summary>
public static class ComparisonTasks
{
    /// <summary>Trainings that fluctuate strongly or explode.</summary>
    public static IReadOnlyList<ComparisonTask> Fluctuating { get; } =
    [
        new SgdRate(),
        new AdamWRate(),
        new PoisonedBatches(),
        new HeavyTails(),
        new TanhRecurrence(1.8),
        new TanhRecurrence(2),
        new WeightFaults(),
        new LocalRecurrence(),
        new CollectiveRecurrence(),
        new ConvRate(),
        new LstmRate(),
        new AttentionRate(),
    ];

    /// <summary>Healthy trainings.</summary>
    public static IReadOnlyList<ComparisonTask> Smooth { get; } =
    [new CalmSgd(), new CalmAdamW(), new CalmDeep(), new CalmConv(), new LittleData()];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ComparisonTask> All { get; } = [.. Fluctuating, .. Smooth];

    /// <summary>One by its name.</summary>
    /// <exception cref="ArgumentException">There is none of that name; the nearest one is suggested.</exception>
    public static ComparisonTask Of(string name) =>
        All.FirstOrDefault(task => task.Name == name)
        ?? throw Suggestion.Unknown("comparison task", name, [.. All.Select(task => task.Name)], nameof(name));
}
