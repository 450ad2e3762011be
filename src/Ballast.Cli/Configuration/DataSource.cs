namespace Ballast.Cli;

/// <summary>Where data come from: what a kind of source needs to know, and how it is loaded.</summary>
/// <param name="Load">Reads the data, with the normalisation and split of the section.</param>
internal sealed record DataSource(Func<DataOptions, Dataset> Load)
{
    /// <summary>The kinds of files of one's own.</summary>
    public static IReadOnlyList<string> Files { get; } = ["idx", "csv", "npy", "npz", "images"];

    /// <summary>Keys that have to be there, each with an example.</summary>
    public IReadOnlyDictionary<string, string> Required { get; init; } = new Dictionary<string, string>();

    /// <summary>What the source says of parts, symbols and targets; normalisation and split are not its business.</summary>
    public DataOptions Options { get; init; } = new();

    /// <summary>Whether samples have an order in time, by which they are split.</summary>
    public bool IsOrdered { get; init; }

    /// <summary>Whether the test set is given, so that only a validation set can be split off.</summary>
    public bool HasTest { get; init; }

    /// <summary>Whether samples are images, which can be augmented.</summary>
    public bool IsImages { get; init; }

    /// <summary>Whether samples are drawn rather than read.</summary>
    public bool IsDrawn { get; init; }

    /// <summary>Reads the keys of one kind of source.</summary>
    public static DataSource Read(string name, ConfigNode node) =>
        name switch
        {
            "idx" => Idx(node),
            "csv" => Csv(node),
            "npy" => Npy(node),
            "npz" => Npz(node),
            "images" => Images(node),
            _ when SyntheticTasks.Names.Contains(name) => Drawn(name, node),
            _ => BuiltIn(name, node),
        };

    /// <summary>Reports the first required key that is absent; after unknown keys, which may be misspelt ones.</summary>
    public void Demand(ConfigNode node)
    {
        foreach (var (key, example) in Required)
            node.Need(key, example);
    }

    private static DataSource BuiltIn(string name, ConfigNode node)
    {
        var root = name == Datasets.FashionMnistSample ? null : node.File("root");
        return new(options => Datasets.Load(name, root, options)) { HasTest = true, IsImages = true };
    }

    private static DataSource Idx(ConfigNode node)
    {
        var path = node.File("path");
        return new(options => Datasets.Idx(path!, options))
        {
            HasTest = true,
            IsImages = true,
            Required = Needs("path: folder/"),
        };
    }

    private static DataSource Csv(ConfigNode node)
    {
        var (path, targets, task) = (node.File("path"), Targets(node), Task(node));
        var (ignore, categorical, window) = (
            Columns(node, "ignore"),
            Columns(node, "categorical"),
            node.Find("window") is { } found ? Window(found) : null
        );
        var options = new DataOptions
        {
            ValidationSource = File(node, "validation"),
            TestSource = File(node, "test"),
            TargetScale = Scale(node),
        };
        var csv = new CsvOptions
        {
            Target = targets?[0] ?? "",
            MoreTargets = targets?[1..] ?? [],
            Task = task,
            Ignore = ignore,
            Categorical = categorical,
            Window = window,
        }.Spelt(node);
        return new(options => Datasets.Csv(path!, csv, options))
        {
            Options = options,
            IsOrdered = window is not null,
            Required = Needs("path: table.csv", "target: price"),
        };
    }

    private static DataSource Npy(ConfigNode node)
    {
        var (inputs, targets, task) = (node.File("inputs"), node.File("targets"), Task(node));
        var options = Arrays(node, part => new(Inputs: part.File("inputs"), Targets: part.File("targets")));
        return new(options => Datasets.Npy(inputs!, targets!, task, options))
        {
            Options = options,
            IsImages = true,
            Required = Needs("inputs: x.npy", "targets: y.npy"),
        };
    }

    private static DataSource Npz(ConfigNode node)
    {
        var (path, inputs, targets, task) = (node.File("path"), node.Words("inputs") ?? "x", node.Words("targets") ?? "y", Task(node));
        var options = Arrays(node, part => new(part.File("path"), part.Words("inputs"), part.Words("targets")));
        return new(options => Datasets.Npz(path!, inputs, targets, task, options))
        {
            Options = options,
            IsImages = true,
            Required = Needs("path: set.npz"),
        };
    }

    private static DataSource Images(ConfigNode node)
    {
        var images = new ImageOptions
        {
            Size = Size(node),
            Channels = int.Parse(node.Choice("channels", ["1", "3"], "3")),
            Cache = node.Flag("cache", true),
            Skip = node.Number("skip", new(0, 1), 0.01),
        };
        var path = node.File("path");
        var options = new DataOptions { ValidationSource = File(node, "validation"), TestSource = File(node, "test") };
        return new(options => Datasets.Images(path!, images, options))
        {
            Options = options,
            IsImages = true,
            Required = Needs("path: photos/"),
        };
    }

    private static DataOptions Arrays(ConfigNode node, Func<ConfigNode, PartSource> read) =>
        new()
        {
            ValidationSource = Part(node, "validation", read),
            TestSource = Part(node, "test", read),
            TargetScale = Scale(node),
            Padding = node.Find("padding")?.AsWhole(-1_000_000_000, 1_000_000_000),
        };

    private static PartSource? File(ConfigNode node, string key) => node.File(key) is { } path ? new(path) : null;

    // an npz archive is named alone where its keys are those of the training set
    private static PartSource? Part(ConfigNode node, string key, Func<ConfigNode, PartSource> read)
    {
        if (node.Find(key)?.Named("path") is not { } part)
            return null;
        var source = read(part);
        part.Close($"a setting of {key}");
        return source != new PartSource() || part.Probe is not null
            ? source
            : throw part.Wrong("a mapping that says where the samples are");
    }

    private static TargetScale Scale(ConfigNode node) =>
        Enum.Parse<TargetScale>(
            node.Choice("target-scale", [.. Enum.GetNames<TargetScale>().Select(name => name.ToLowerInvariant())], "none"),
            ignoreCase: true
        );

    private static string[]? Targets(ConfigNode node)
    {
        const string list = "a column, or a list of columns, for instance [low, high]";
        if (node.Find("target") is not { } target)
            return null;
        if (!target.IsList)
            return [target.AsText(list)];
        string[] names = [.. target.AsList(list).Select(item => item.AsText("the name of a column"))];
        return names.Length > 0 ? names : throw target.Wrong(list);
    }

    private static WindowOptions Window(ConfigNode node)
    {
        var window = new WindowOptions(
            (int)node.Need("length", "'length: 24'").AsWhole(1, 1_000_000),
            (int)node.Whole("horizon", 1, 1_000_000, 1),
            (int)node.Whole("stride", 1, 1_000_000, 1)
        )
        {
            Inputs = node.Find("inputs") is null ? null : Columns(node, "inputs"),
            By = node.Words("by"),
            Time = node.Words("time"),
        };
        node.Close("a setting of window");
        return window;
    }

    private static DataSource Drawn(string name, ConfigNode node)
    {
        var samples = (int)node.Whole("samples", 10, 10_000_000, 5000);
        int? length = null,
            delay = null;
        double? noise = null;
        if (name is "circle" or "blob" or "two-moons")
            noise = node.Find("noise")?.AsNumber(new(0, 1e6));
        else
            length = (int?)node.Find("length")?.AsWhole(2, 100_000);
        if (name == "echo")
            delay = (int?)node.Find("delay")?.AsWhole(0, 100_000);
        try
        {
            var task = SyntheticTasks.Create(name, length, delay, noise);
            return new(options => Datasets.Synthetic(task, samples, options)) { IsDrawn = true };
        }
        catch (ArgumentException fault)
        {
            throw new ConfigException(node.Place, $"{node.Path}: {fault.Message}", "An echo must be longer than its delay.", fault)
            {
                Path = node.Path,
            };
        }
    }

    private static LearningTask? Task(ConfigNode node) =>
        node.Find("task") is { } task ? Enum.Parse<LearningTask>(task.OneOf(["classification", "regression"]), ignoreCase: true) : null;

    private static (int, int)? Size(ConfigNode node)
    {
        const string pair = "a list of rows and columns, for instance [32, 32]";
        if (node.Find("size") is not { } size)
            return null;
        return size.AsList(pair, most: 2) is [var rows, var columns]
            ? ((int)rows.AsWhole(1, 16_384), (int)columns.AsWhole(1, 16_384))
            : throw size.Wrong(pair);
    }

    public static string[] Columns(ConfigNode node, string key) =>
        node.Find(key)?.AsList("a list of columns, for instance [id]").Select(item => item.AsText("the name of a column")).ToArray() ?? [];

    private static Dictionary<string, string> Needs(params string[] examples) =>
        examples.ToDictionary(example => example.Split(':')[0], example => $"'{example}'");
}
