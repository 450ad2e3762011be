namespace Ballast;

/// <summary>
/// The learning-rate schedules. Each takes a warm-up (default none), in steps or as a share of the training; other durations count from its
/// end. The optimizer's learning rate is the largest of the training, and momentum stays as it is.
/// </summary>
public static class Schedules
{
    private static readonly Dictionary<string, Func<Duration, LearningRateSchedule>> Shapes = new()
    {
        ["constant"] = Constant,
        ["cosine"] = warmup => Cosine(warmup),
        ["linear"] = warmup => Linear(warmup),
        ["wsd"] = warmup => Wsd(warmup),
        ["step"] = warmup => Step(warmup: warmup),
        ["multi-step"] = warmup => MultiStep(warmup: warmup),
        ["exponential"] = warmup => Exponential(warmup: warmup),
        ["one-cycle"] = warmup => OneCycle(warmup: warmup),
        ["polynomial"] = warmup => Polynomial(warmup),
        ["reduce-on-plateau"] = warmup => ReduceOnPlateau(warmup: warmup),
        ["cyclic"] = warmup => Cyclic(warmup: warmup),
        ["inverse-square-root"] = warmup => InverseSquareRoot(warmup),
        ["cosine-restarts"] = warmup => CosineRestarts(warmup: warmup),
    };

    /// <summary>All names that <see cref="Create"/> knows.</summary>
    public static IReadOnlyCollection<string> Names => Shapes.Keys;

    /// <summary>Looks a schedule up by name, with its default settings.</summary>
    /// <exception cref="ArgumentException">There is no such name; the nearest one is suggested.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The warm-up is negative.</exception>
    public static LearningRateSchedule Create(string name, Duration warmup = default) =>
        Shapes.TryGetValue(name, out var create) ? create(warmup) : throw Suggestion.Unknown("schedule", name, Names, nameof(name));

    /// <summary>The full learning rate throughout.</summary>
    public static LearningRateSchedule Constant(Duration warmup = default) => new ConstantSchedule(warmup);

    /// <summary>Half a cosine from the full learning rate down to <paramref name="end"/> of it.</summary>
    /// <param name="warmup">The warm-up.</param>
    /// <param name="end">The factor at the end, at least 0 and below 1.</param>
    /// <param name="total">Steps until the end, warm-up included; default the length of the training.</param>
    public static LearningRateSchedule Cosine(Duration warmup = default, double end = 0, long? total = null) =>
        new CosineSchedule(warmup, end, total);

    /// <summary>A line from the full learning rate down to <paramref name="end"/> of it.</summary>
    /// <inheritdoc cref="Cosine"/>
    public static LearningRateSchedule Linear(Duration warmup = default, double end = 0, long? total = null) =>
        new PolynomialSchedule("linear", warmup, 1, end, total);

    /// <summary>A power of what is left of the training.</summary>
    /// <param name="warmup">The warm-up.</param>
    /// <param name="power">Above 0; 1 is a line.</param>
    /// <param name="end">The factor at the end, at least 0 and below 1.</param>
    /// <param name="total">Steps until the end, warm-up included; default the length of the training.</param>
    public static LearningRateSchedule Polynomial(Duration warmup = default, double power = 2, double end = 0, long? total = null) =>
        new PolynomialSchedule("polynomial", warmup, power, end, total);

    /// <summary>Warm-up, stable, decay: the full learning rate, then a line down over the last stretch.</summary>
    /// <param name="warmup">The warm-up.</param>
    /// <param name="decay">The last stretch; default a fifth. Null is the default.</param>
    /// <param name="end">The factor at the end, at least 0 and below 1.</param>
    /// <param name="total">Steps until the end, warm-up included; default the length of the training.</param>
    public static LearningRateSchedule Wsd(Duration warmup = default, Duration? decay = null, double end = 0, long? total = null) =>
        new WsdSchedule(warmup, decay ?? 0.2, end, total);

    /// <summary>Times <paramref name="gamma"/> every so many steps.</summary>
    /// <param name="every">How often; default a third of the training.</param>
    /// <param name="gamma">Above 0, at most 1.</param>
    /// <param name="warmup">The warm-up.</param>
    public static LearningRateSchedule Step(Duration? every = null, double gamma = 0.1, Duration warmup = default) =>
        new StepSchedule(every ?? 1.0 / 3, gamma, warmup);

    /// <summary>Times <paramref name="gamma"/> at each milestone.</summary>
    /// <param name="milestones">When; default after a half and three quarters of the training.</param>
    /// <param name="gamma">Above 0, at most 1.</param>
    /// <param name="warmup">The warm-up.</param>
    public static LearningRateSchedule MultiStep(
        IReadOnlyList<Duration>? milestones = null,
        double gamma = 0.1,
        Duration warmup = default
    ) => new MultiStepSchedule(milestones ?? [0.5, 0.75], gamma, warmup);

    /// <summary>Times <paramref name="gamma"/> at every step.</summary>
    /// <param name="gamma">Above 0, at most 1; 0.999 is a factor of 1/e in 1,000 steps.</param>
    /// <param name="warmup">The warm-up.</param>
    public static LearningRateSchedule Exponential(double gamma = 0.999, Duration warmup = default) =>
        new ExponentialSchedule(gamma, warmup);

    /// <summary>
    /// One rise to the full learning rate and one fall far below where it began. It begins low by itself, so it needs no warm-up.
    /// </summary>
    /// <param name="pct_start">Share of the steps that rise, above 0, at most 1.</param>
    /// <param name="div_factor">The full learning rate over the first one, at least 1.</param>
    /// <param name="final_div_factor">The first learning rate over the last one, at least 1.</param>
    /// <param name="warmup">A warm-up before that.</param>
    /// <param name="total">Steps until the end, warm-up included; default the length of the training.</param>
    public static LearningRateSchedule OneCycle(
        double pct_start = 0.3,
        double div_factor = 25,
        double final_div_factor = 1e4,
        Duration warmup = default,
        long? total = null
    ) => new OneCycleSchedule(pct_start, div_factor, final_div_factor, warmup, total);

    /// <summary>
    /// Times <paramref name="factor"/> when the mean training loss no longer falls. It learns from
    /// <see cref="LearningRateSchedule.Learn"/>, which the trainer calls.
    /// </summary>
    /// <param name="every">Steps whose losses make one mean, at least 1. With 1 and a <c>Learn</c> per evaluation it follows the
    /// evaluations instead.</param>
    /// <param name="factor">Above 0, at most 1.</param>
    /// <param name="patience">So many means in a row may fail to fall, 0 or more.</param>
    /// <param name="threshold">What counts as falling: by more than this share of the best mean, 0 or more.</param>
    /// <param name="cooldown">So many means are passed over after a reduction, 0 or more.</param>
    /// <param name="min">The least factor, at least 0 and below 1.</param>
    /// <param name="warmup">The warm-up.</param>
    public static LearningRateSchedule ReduceOnPlateau(
        long every = 100,
        double factor = 0.1,
        int patience = 10,
        double threshold = 1e-4,
        int cooldown = 0,
        double min = 0,
        Duration warmup = default
    ) => new PlateauSchedule(every, factor, patience, threshold, cooldown, min, warmup);

    /// <summary>Up and down in straight lines.</summary>
    /// <param name="up">The rise; default a tenth of the training.</param>
    /// <param name="down">The fall; default as the rise.</param>
    /// <param name="low">The least factor, at least 0 and below 1.</param>
    /// <param name="shrink">What each cycle's height is multiplied by after it, above 0, at most 1.</param>
    /// <param name="warmup">The warm-up.</param>
    public static LearningRateSchedule Cyclic(
        Duration? up = null,
        Duration? down = null,
        double low = 0.1,
        double shrink = 1,
        Duration warmup = default
    ) => new CyclicSchedule(up ?? 0.1, down, low, shrink, warmup);

    /// <summary>Falls as one over the root of the steps.</summary>
    /// <param name="warmup">The warm-up.</param>
    /// <param name="timescale">After three times so many steps the rate has halved, at least 1; default the warm-up's length.</param>
    public static LearningRateSchedule InverseSquareRoot(Duration warmup = default, long? timescale = null) =>
        new InverseSquareRootSchedule(timescale, warmup);

    /// <summary>Half a cosine down to <paramref name="end"/>, and at once back to the full learning rate, again and again.</summary>
    /// <param name="every">The first stretch; default a quarter of the training.</param>
    /// <param name="growth">How many times as long as the one before each stretch is, at least 1.</param>
    /// <param name="end">The factor at the end of a stretch, at least 0 and below 1.</param>
    /// <param name="warmup">The warm-up.</param>
    public static LearningRateSchedule CosineRestarts(Duration? every = null, int growth = 1, double end = 0, Duration warmup = default) =>
        new CosineRestartsSchedule(every ?? 0.25, growth, end, warmup);
}
