namespace Ballast.Cli;

/// <summary>The schedule section: a schedule that can be built. A schedule may learn, so every training builds its own.</summary>
/// <param name="Name">One of <see cref="Schedules.Names"/>. Default constant.</param>
/// <param name="Create">Builds it.</param>
internal sealed record ScheduleConfig(string Name, Func<LearningRateSchedule> Create)
{
    private const long MostSteps = 1_000_000_000;
    private static readonly NumberRange Factor = new(0, 1, LowIncluded: false),
        Many = NumberRange.Above0(1e6);

    /// <summary>Constant.</summary>
    public ScheduleConfig()
        : this("constant", () => Schedules.Constant()) { }

    public static ScheduleConfig Read(ConfigNode node)
    {
        node = node.Named();
        var name = node.Choice("name", Schedules.Names);
        var warmup = Duration(node, "warmup", orNone: true) ?? 0;
        Func<LearningRateSchedule> create = name switch
        {
            "cosine" => With(End(node), Total(node), (end, total) => Schedules.Cosine(warmup, end, total)),
            "linear" => With(End(node), Total(node), (end, total) => Schedules.Linear(warmup, end, total)),
            "polynomial" => With(node.Number("power", Many, 2), End(node), Total(node), (power, end, total) =>
                Schedules.Polynomial(warmup, power, end, total)
            ),
            "wsd" => With(Duration(node, "decay"), End(node), Total(node), (decay, end, total) => Schedules.Wsd(warmup, decay, end, total)),
            "step" => With(Duration(node, "every"), Gamma(node, 0.1), (every, gamma) => Schedules.Step(every, gamma, warmup)),
            "multi-step" => With(Milestones(node), Gamma(node, 0.1), (milestones, gamma) => Schedules.MultiStep(milestones, gamma, warmup)),
            "exponential" => With(Gamma(node, 0.999), 0, (gamma, _) => Schedules.Exponential(gamma, warmup)),
            "one-cycle" => OneCycle(node, warmup),
            "reduce-on-plateau" => Plateau(node, warmup),
            "cyclic" => With(
                Duration(node, "up"),
                Duration(node, "down"),
                node.Number("low", NumberRange.Below1, 0.1),
                node.Number("shrink", Factor, 1),
                (up, down, low, shrink) => Schedules.Cyclic(up, down, low, shrink, warmup)
            ),
            "inverse-square-root" => With(node.Find("timescale")?.AsWhole(1, MostSteps), 0, (timescale, _) =>
                Schedules.InverseSquareRoot(warmup, timescale)
            ),
            "cosine-restarts" => With(Duration(node, "every"), (int)node.Whole("growth", 1, 1000, 1), End(node), (every, growth, end) =>
                Schedules.CosineRestarts(every, growth, end, warmup)
            ),
            _ => () => Schedules.Create(name, warmup),
        };
        node.Close($"a setting of {name}");
        return new(name, create);
    }

    private static Func<LearningRateSchedule> OneCycle(ConfigNode node, Duration warmup)
    {
        var (start, div, last, total) = (
            node.Number("pct-start", Factor, 0.3),
            node.Number("div-factor", new(1, 1e6), 25),
            node.Number("final-div-factor", new(1, 1e12), 1e4),
            Total(node)
        );
        return () => Schedules.OneCycle(start, div, last, warmup, total);
    }

    private static Func<LearningRateSchedule> Plateau(ConfigNode node, Duration warmup)
    {
        var (every, factor, patience) = (
            node.Whole("every", 1, MostSteps, 100),
            node.Number("factor", Factor, 0.1),
            (int)node.Whole("patience", 0, 1_000_000, 10)
        );
        var (threshold, cooldown, min) = (
            node.Number("threshold", new(0, 1e6), 1e-4),
            (int)node.Whole("cooldown", 0, 1_000_000, 0),
            node.Number("min", NumberRange.Below1, 0)
        );
        return () => Schedules.ReduceOnPlateau(every, factor, patience, threshold, cooldown, min, warmup);
    }

    // the settings are read now, the schedule is built later
    private static Func<LearningRateSchedule> With<A, B>(A a, B b, Func<A, B, LearningRateSchedule> create) => () => create(a, b);

    private static Func<LearningRateSchedule> With<A, B, C>(A a, B b, C c, Func<A, B, C, LearningRateSchedule> create) =>
        () => create(a, b, c);

    private static Func<LearningRateSchedule> With<A, B, C, D>(A a, B b, C c, D d, Func<A, B, C, D, LearningRateSchedule> create) =>
        () => create(a, b, c, d);

    private static double End(ConfigNode node) => node.Number("end", NumberRange.Below1, 0);

    private static double Gamma(ConfigNode node, double fallback) => node.Number("gamma", Factor, fallback);

    private static long? Total(ConfigNode node) => node.Find("total")?.AsWhole(1, MostSteps);

    private static Duration? Duration(ConfigNode node, string key, bool orNone = false) =>
        node.Find(key) is { } found ? DurationOf(found, orNone) : null;

    private static Duration[]? Milestones(ConfigNode node) =>
        node.Find("milestones")
            ?.AsList("a list of at most 1000 milestones, for instance [0.5, 0.75]", 1000)
            .Select(item => DurationOf(item, orNone: false))
            .ToArray();

    /// <summary>A whole number of steps, or a share below 1.</summary>
    private static Duration DurationOf(ConfigNode node, bool orNone)
    {
        var allowed = $"a whole number of steps from {(orNone ? 0 : 1)} to {MostSteps}, or a share of the training above 0 and below 1";
        try
        {
            var value = node.AsNumber(new(0, MostSteps));
            if (value > 0 && value < 1)
                return value;
            if (value == Math.Floor(value) && (value > 0 || orNone))
                return (long)value;
        }
        catch (ConfigException)
        {
            // said below, in terms of durations
        }

        throw node.Wrong(allowed);
    }
}
