namespace Ballast.Cli;

/// <summary>The loss section: a loss that can be built. Every loss has settings of its own.</summary>
/// <param name="Name">One of <see cref="Losses.Names"/>, in its short form.</param>
/// <param name="Create">Builds it.</param>
internal sealed record LossConfig(string Name, Func<TrainingLoss> Create)
{
    private const int MostClasses = 1_000_000;
    private static readonly NumberRange Weight = new(0, 1e6);

    /// <summary>Cross-entropy as it is.</summary>
    public LossConfig() : this(Losses.CrossEntropyName, () => Losses.CrossEntropy())
    {
    }

    public static LossConfig Read(ConfigNode node)
    {
        node = node.Named();
        var name = Losses.Create(node.Choice("name", Losses.Names)).Name;
        Func<TrainingLoss> create = name switch
        {
            Losses.CrossEntropyName => CrossEntropy(node),
            Losses.BceWithLogitsName => BceWithLogits(node),
            "huber" => Huber(node),
            "gaussian-nll" => GaussianNll(node),
            _ => () => Losses.Create(name),
        };
        node.Close($"a setting of {name}");
        return new(name, create);
    }

    private static Func<TrainingLoss> CrossEntropy(ConfigNode node)
    {
        var weight = node.Find("weight") is { } list ? Numbers(list, Weight) : null;
        if (weight is not null && weight.All(it => it == 0)) throw node.Find("weight")!.Wrong("a list with at least one number above 0");
        var smoothing = node.Number("label-smoothing", NumberRange.Below1, 0);
        var ignored = node.Find("ignore-index")?.AsWhole(-1_000_000_000, 1_000_000_000);
        return () => Losses.CrossEntropy(weight, smoothing, ignored);
    }

    private static Func<TrainingLoss> BceWithLogits(ConfigNode node)
    {
        var range = NumberRange.Above0(1e6);
        var positive = node.Find("pos-weight") is not { } found ? null : found.IsList ? Numbers(found, range) : [found.AsNumber(range)];
        return () => Losses.BceWithLogits(positive);
    }

    private static Func<TrainingLoss> Huber(ConfigNode node)
    {
        var delta = node.Number("delta", NumberRange.Above0(1e6), 1);
        return () => Losses.Huber(delta);
    }

    private static Func<TrainingLoss> GaussianNll(ConfigNode node)
    {
        var eps = node.Number("eps", NumberRange.Above0(1e6), 1e-6);
        return () => Losses.GaussianNll(eps);
    }

    private static double[] Numbers(ConfigNode node, NumberRange range)
    {
        const string allowed = "a list of numbers, one per class";
        var items = node.AsList(allowed, MostClasses);
        return items.Count > 0 ? [.. items.Select(item => item.AsNumber(range))] : throw node.Wrong(allowed);
    }
}
