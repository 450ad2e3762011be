namespace Ballast.Cli;

/// <summary>A whole training, checked: whatever stands here can be built, apart from files and devices that may be absent.</summary>
/// <param name="Data">What is learned from.</param>
/// <param name="Model">What learns.</param>
/// <param name="Loss">What it makes small. Default cross-entropy.</param>
/// <param name="Metrics">What is measured besides. Default by the loss.</param>
/// <param name="Optimizer">How it learns.</param>
/// <param name="Schedule">The learning rate over time. Default constant.</param>
/// <param name="Guard">What keeps it from exploding. Default auto.</param>
/// <param name="Train">How long, from which seed, on what device.</param>
internal sealed record TrainConfig(
    DataConfig Data,
    ModelConfig Model,
    LossConfig Loss,
    IReadOnlyList<Metric> Metrics,
    OptimizerConfig Optimizer,
    ScheduleConfig Schedule,
    GuardConfig Guard,
    TrainingConfig Train
)
{
    /// <summary>What keeps the model from over-fitting. Default: nothing.</summary>
    public RegularizeConfig Regularize { get; private init; } = new([]);

    /// <summary>Files and folders that it names, each with the key that names it.</summary>
    public IReadOnlyList<(string Key, string Path)> Files { get; private init; } = [];

    /// <summary>Reads a YAML file, applies overrides in order, and checks everything.</summary>
    /// <param name="path">The file.</param>
    /// <param name="overrides">Texts of the form a.b=value, see <see cref="ConfigOverride"/>.</param>
    /// <exception cref="ConfigException">Anything is wrong; no other exception leaves here.</exception>
    public static TrainConfig Load(string path, IEnumerable<string>? overrides = null) =>
        Parse(ConfigReader.ReadText(path), path, overrides);

    /// <summary>The same from text; <paramref name="source"/> stands for it in messages.</summary>
    /// <exception cref="ConfigException">Anything is wrong; no other exception leaves here.</exception>
    public static TrainConfig Parse(string text, string source, IEnumerable<string>? overrides = null) =>
        Bind(ConfigReader.Read(text, source), overrides);

    /// <summary>What there can be in a configuration, learned from the readers themselves.</summary>
    public static ConfigShape Shape() => ConfigShape.Of(root => Read(root));

    private static TrainConfig Bind(ConfigNode root, IEnumerable<string>? overrides)
    {
        foreach (var setting in overrides ?? [])
            ConfigOverride.Apply(root, setting);
        return Read(root) with { Files = [.. root.Files] };
    }

    private static TrainConfig Read(ConfigNode root)
    {
        var train = root.Find("train") is { } section ? TrainingConfig.Read(section) : new();
        var loss = root.Find("loss") is { } named ? LossConfig.Read(named) : new();
        var config = new TrainConfig(
            DataConfig.Read(root.Need("data", "'data: fashion-mnist-sample'")),
            ModelConfig.Read(root.Need("model", "'model: mlp'"), train.Seed),
            loss,
            root.Find("metrics") is { } metrics ? MetricsConfig.Read(metrics, loss.Create()) : Ballast.Metrics.For(loss.Create()),
            OptimizerConfig.Read(root.Need("optimizer", "'optimizer: { name: adam, lr: 0.001 }'")),
            root.Find("schedule") is { } schedule ? ScheduleConfig.Read(schedule) : new(),
            root.Find("guard") is { } guard ? GuardConfig.Read(guard) : new("auto", []),
            train
        );
        config = config with { Data = config.Data.For(config.Model, loss) };
        if (config.Data.Options.TargetScale != TargetScale.None && loss.Name == "poisson-nll")
            throw new ConfigException(
                root.Find("data")!.Place,
                "data.target-scale changes the targets, but poisson-nll counts them as they are.",
                "Leave target-scale out, or choose the loss mse."
            )
            {
                Path = "data.target-scale",
            };
        if (root.Find("regularize") is { } regularize)
            config = config.With(RegularizeConfig.Read(regularize, config.Model));
        if (config is { Guard.Preset: "observe", Regularize.Flip: not null })
            throw new ConfigException(
                root.Find("regularize")!.Place,
                "regularize names deadly-flip, but guard.preset is observe, so no neuron would flip.",
                "Choose the preset auto, or off for the flip alone, or remove deadly-flip."
            )
            {
                Path = "regularize",
            };
        root.Close("a section of a configuration");
        return config;
    }

    private TrainConfig With(RegularizeConfig regularize) =>
        this with
        {
            Regularize = regularize,
            Model = Model with { Options = Model.Options with { Regularizers = regularize.OfModel } },
        };
}
