namespace Ballast.Cli;

/// <summary>Where data come from: what a kind of source needs to know, and how it is loaded.</summary>
/// <param name="Load">Reads the data, with the normalisation and split of the section.</param>
internal sealed record DataSource(Func<DataOptions, Dataset> Load)
{
    /// <summary>The kinds of files of one's own.</summary>
    public static IReadOnlyList<string> Files { get; } = ["idx", "csv", "npy", "npz", "images"];

    /// <summary>Keys that have to be there, each with an example.</summary>
    public IReadOnlyDictionary<string, string> Required { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether the test set is given, so that only a validation set can be split off.</summary>
    public bool HasTest { get; init; }

    /// <summary>Whether samples are images, which can be augmented.</summary>
    public bool IsImages { get; init; }

    /// <summary>Whether samples are drawn rather than read.</summary>
    public bool IsDrawn { get; init; }

    /// <summary>Reads the keys of one kind of source.</summary>
    public static DataSource Read(string name, ConfigNode node) => name switch
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
        foreach (var (key, example) in Required) node.Need(key, example);
    }

    private static DataSource BuiltIn(string name, ConfigNode node)
    {
        var root = name == Datasets.FashionMnistSample ? null : node.File("root");
        return new(options => Datasets.Load(name, root, options)) { HasTest = true, IsImages = true };
    }

    private static DataSource Idx(ConfigNode node)
    {
        var path = node.File("path");
        return new(options => Datasets.Idx(path!, options)) { HasTest = true, IsImages = true, Required = Needs("path: folder/") };
    }

    private static DataSource Csv(ConfigNode node)
    {
        var path = node.File("path");
        var target = node.Words("target");
        var options = new CsvOptions { Target = target ?? "", Task = Task(node), Ignore = Columns(node, "ignore"), Categorical = Columns(node, "categorical") }.Spelt(node);
        return new(data => Datasets.Csv(path!, options, data)) { Required = Needs("path: table.csv", "target: price") };
    }

    private static DataSource Npy(ConfigNode node)
    {
        var (inputs, targets, task) = (node.File("inputs"), node.File("targets"), Task(node));
        return new(options => Datasets.Npy(inputs!, targets!, task, options)) { IsImages = true, Required = Needs("inputs: x.npy", "targets: y.npy") };
    }

    private static DataSource Npz(ConfigNode node)
    {
        var (path, inputs, targets, task) = (node.File("path"), node.Words("inputs") ?? "x", node.Words("targets") ?? "y", Task(node));
        return new(options => Datasets.Npz(path!, inputs, targets, task, options)) { IsImages = true, Required = Needs("path: set.npz") };
    }

    private static DataSource Images(ConfigNode node)
    {
        var images = new ImageOptions { Size = Size(node), Channels = int.Parse(node.Choice("channels", ["1", "3"], "3")), Cache = node.Flag("cache", true), Skip = node.Number("skip", new(0, 1), 0.01) };
        var path = node.File("path");
        return new(options => Datasets.Images(path!, images, options)) { IsImages = true, Required = Needs("path: photos/") };
    }

    private static DataSource Drawn(string name, ConfigNode node)
    {
        var samples = (int)node.Whole("samples", 10, 10_000_000, 5000);
        int? length = null, delay = null;
        double? noise = null;
        if (name is "circle" or "blob" or "two-moons") noise = node.Find("noise")?.AsNumber(new(0, 1e6));
        else length = (int?)node.Find("length")?.AsWhole(2, 100_000);
        if (name == "echo") delay = (int?)node.Find("delay")?.AsWhole(0, 100_000);
        try
        {
            var task = SyntheticTasks.Create(name, length, delay, noise);
            return new(options => Datasets.Synthetic(task, samples, options)) { IsDrawn = true };
        }
        catch (ArgumentException fault)
        {
            throw new ConfigException(node.Place, $"{node.Path}: {fault.Message}", "An echo must be longer than its delay.", fault) { Path = node.Path };
        }
    }

    private static LearningTask? Task(ConfigNode node) =>
        node.Find("task") is { } task ? Enum.Parse<LearningTask>(task.OneOf(["classification", "regression"]), ignoreCase: true) : null;

    private static (int, int)? Size(ConfigNode node)
    {
        const string pair = "a list of rows and columns, for instance [32, 32]";
        if (node.Find("size") is not { } size) return null;
        return size.AsList(pair, most: 2) is [var rows, var columns] ? ((int)rows.AsWhole(1, 16_384), (int)columns.AsWhole(1, 16_384)) : throw size.Wrong(pair);
    }

    public static string[] Columns(ConfigNode node, string key) =>
        node.Find(key)?.AsList("a list of columns, for instance [id]").Select(item => item.AsText("the name of a column")).ToArray() ?? [];

    private static Dictionary<string, string> Needs(params string[] examples) => examples.ToDictionary(example => example.Split(':')[0], example => $"'{example}'");
}
