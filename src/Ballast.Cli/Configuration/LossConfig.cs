namespace Ballast.Cli;

/// <summary>The loss section: a loss that can be built. Every loss has settings of its own.</summary>
/// <param name="Name">One of <see cref="Losses.Names"/>, in its short form.</param>
/// <param name="Build">Builds it for some data; without any where only its kind matters.</param>
internal sealed record LossConfig(string Name, Func<LossData?, TrainingLoss> Build)
{
    private static readonly NumberRange Weight = new(0, 1e6);

    /// <summary>Cross-entropy as it is.</summary>
    public LossConfig()
        : this(Losses.CrossEntropyName, _ => Losses.CrossEntropy()) { }

    /// <summary>A label that does not count, or null.</summary>
    public long? Ignored { get; private init; }

    public static LossConfig Read(ConfigNode node)
    {
        node = node.Named();
        var name = Losses.Create(node.Choice("name", Losses.Names)).Name;
        LossConfig config = name switch
        {
            Losses.CrossEntropyName => CrossEntropy(node),
            Losses.BceWithLogitsName => BceWithLogits(node),
            "huber" => Huber(node),
            "gaussian-nll" => GaussianNll(node),
            _ => new(name, _ => Losses.Create(name)),
        };
        node.Close($"a setting of {name}");
        return config;
    }

    /// <summary>The loss for some data; null where only its kind matters.</summary>
    /// <exception cref="UsageException">Its weights do not fit the classes.</exception>
    public TrainingLoss Create(LossData? data = null) => Build(data);

    private static LossConfig CrossEntropy(ConfigNode node)
    {
        var weight = node.Find("weight") is { } found ? WeightConfig.Read(found, Weight) : null;
        var smoothing = node.Number("label-smoothing", NumberRange.Below1, 0);
        var ignored = node.Find("ignore-index")?.AsWhole(-1_000_000_000, 1_000_000_000);
        var z = node.Number("z-loss", new(0, 1e6), 0);
        return new(Losses.CrossEntropyName, data => Losses.CrossEntropy(data is null ? null : weight?.Of(data), smoothing, ignored, z))
        {
            Ignored = ignored,
        };
    }

    private static LossConfig BceWithLogits(ConfigNode node)
    {
        var positive = node.Find("pos-weight") is { } found ? WeightConfig.ReadPositive(found, NumberRange.Above0(1e6)) : null;
        return new(Losses.BceWithLogitsName, data => Losses.BceWithLogits(data is null ? null : positive?.Of(data)));
    }

    private static LossConfig Huber(ConfigNode node)
    {
        var delta = node.Number("delta", NumberRange.Above0(1e6), 1);
        return new("huber", _ => Losses.Huber(delta));
    }

    private static LossConfig GaussianNll(ConfigNode node)
    {
        var eps = node.Number("eps", NumberRange.Above0(1e6), 1e-6);
        return new("gaussian-nll", _ => Losses.GaussianNll(eps));
    }
}
