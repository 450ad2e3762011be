using System.Globalization;

namespace Ballast.Cli;

/// <summary>The data section.</summary>
/// <param name="Name">One of <see cref="Names"/>.</param>
/// <param name="Batch">Samples per batch. Default 64.</param>
/// <param name="Options">Normalisation and split.</param>
/// <param name="Augment">Random changes of training images, or null.</param>
/// <param name="Source">Where the data come from.</param>
internal sealed record DataConfig(string Name, int Batch, DataOptions Options, Augmentation? Augment, DataSource Source)
{
    /// <summary>All names: built-in data sets, kinds of files, tasks.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Datasets.Names, .. DataSource.Files, .. SyntheticTasks.Names];

    public static DataConfig Read(ConfigNode node)
    {
        node = node.Named();
        var name = node.Choice("name", Names);
        var source = DataSource.Read(name, node);
        var config = new DataConfig(
            name,
            (int)node.Whole("batch", 1, 1_000_000, 64),
            source.Options with
            {
                Normalize = ReadNormalization(node, source.IsDrawn ? "none" : "standard"),
                Split = ReadSplit(node, source),
            },
            source.IsImages && node.Find("augment") is { } augment ? ReadAugmentation(augment) : null,
            source
        );
        node.Close($"a setting of {name}");
        source.Demand(node);
        return config;
    }

    /// <summary>The same, read as a model and a loss take it: whether whole numbers are symbols, and which label does not count.</summary>
    public DataConfig For(ModelConfig model, LossConfig loss) =>
        this with
        {
            Options = Options with { Symbols = model.Embeds, IgnoredLabel = loss.Ignored },
        };

    private static Normalization ReadNormalization(ConfigNode node, string fallback) =>
        Enum.Parse<Normalization>(node.Choice("normalize", ["standard", "unit", "none"], fallback), ignoreCase: true);

    private static DataSplit ReadSplit(ConfigNode node, DataSource source)
    {
        var (own, hasTest) = (source.Options, source.HasTest);
        var known = new DataSplit(Test: hasTest || own.TestSource is not null ? 0 : 0.2);
        if (node.Find("split") is not { } split)
            return known;
        var read = new DataSplit(
            split.Number("validation", NumberRange.Below1, known.Validation),
            hasTest ? 0 : split.Number("test", new(0, 1, LowIncluded: false, HighIncluded: false), known.Test),
            split.Whole("seed", 0, long.MaxValue, known.Seed)
        );
        split.Close(hasTest ? "a setting of this split: the data have a test set of their own" : "a setting of a split");
        Refuse(split, "test", own.TestSource is not null, "data.test names a test set");
        Refuse(split, "validation", own.ValidationSource is not null, "data.validation names a validation set");
        Refuse(split, "seed", source.IsOrdered, "windows are split in the order of time");
        return read.Validation + read.Test < 1
            ? read
            : throw new ConfigException(
                split.Place,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{split.Path} sets aside {read.Validation} for validation and "
                        + $"{read.Test} for the test, which leaves nothing to train on."
                ),
                "Give shares whose sum is below 1."
            )
            {
                Path = split.Path,
            };
    }

    private static void Refuse(ConfigNode split, string key, bool refused, string why)
    {
        if (refused && split.Probe is null && split.Find(key) is { } found)
            throw new ConfigException(found.KeyPlace, $"{found.Path} has nothing to say here: {why}.", "Remove it.") { Path = found.Path };
    }

    private static Augmentation ReadAugmentation(ConfigNode node)
    {
        var augmentation = new Augmentation(
            (int)node.Whole("crop", 0, 1024, 0),
            node.Flag("flip", false),
            (int)node.Whole("cutout", 0, 1024, 0)
        );
        node.Close("a setting of augment");
        return augmentation;
    }
}
