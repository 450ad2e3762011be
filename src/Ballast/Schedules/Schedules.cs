namespace Ballast;

/// <summary>The learning-rate schedules. Each takes a number of warm-up steps (default 0).</summary>
public static class Schedules
{
    private static readonly Dictionary<string, Func<long, LearningRateSchedule>> Shapes = new()
    {
        ["constant"] = Constant,
        ["cosine"] = Cosine,
    };

    /// <summary>All names that <see cref="Create"/> knows.</summary>
    public static IReadOnlyCollection<string> Names => Shapes.Keys;

    /// <summary>Looks a schedule up by name.</summary>
    /// <exception cref="ArgumentException">There is no such name; the nearest one is suggested.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The warm-up is negative.</exception>
    public static LearningRateSchedule Create(string name, long warmup = 0) => Shapes.TryGetValue(name, out var create)
        ? create(warmup)
        : throw Suggestion.Unknown("schedule", name, Names, nameof(name));

    /// <summary>The full learning rate throughout.</summary>
    public static LearningRateSchedule Constant(long warmup = 0) => new ConstantSchedule(warmup);

    /// <summary>Half a cosine from the full learning rate to 0 at the end of the training.</summary>
    public static LearningRateSchedule Cosine(long warmup = 0) => new CosineSchedule(warmup);
}
