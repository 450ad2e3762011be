using TorchSharp.Modules;

namespace Ballast.Cli;

/// <summary>The optimizer section.</summary>
internal sealed class OptimizerConfig
{
    private readonly OptimizerKind _kind;
    private readonly Dictionary<string, double> _settings = [];

    private OptimizerConfig(OptimizerKind kind) => _kind = kind;

    /// <summary>All names.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. OptimizerKind.All.Select(kind => kind.Name)];

    /// <summary>One of <see cref="Names"/>.</summary>
    public string Name => _kind.Name;

    /// <summary>Learning rate. Default: the optimizer's.</summary>
    public double Lr { get; private set; }

    /// <summary>How many values of state it keeps for each parameter: about, to tell whether there is memory for it.</summary>
    public int StateValues =>
        Name switch
        {
            "sgd" or "normalized-sgd" or "signum" or "lars" or "mirror-descent" => this["momentum"] > 0 ? 1 : 0,
            "adafactor" => 0,
            "adagrad" or "rmsprop" or "lion" or "muon" => 1,
            _ => 2,
        };

    /// <summary>The potential, for mirror descent.</summary>
    public string Map { get; private set; } = "";

    /// <summary>Whether biases, norm gains and other vectors take part in weight decay. Default false.</summary>
    public bool DecayVectors { get; private set; }

    /// <summary>A setting by its key; a switch is 0 or 1.</summary>
    public double this[string key] => _settings[key];

    public static OptimizerConfig Read(ConfigNode node)
    {
        node = node.Named();
        var name = node.Choice("name", Names);
        var kind = OptimizerKind.All.Single(kind => kind.Name == name);
        var config = new OptimizerConfig(kind) { Lr = node.Number("lr", NumberRange.Above0(1e6), kind.Lr) };
        if (name == "mirror-descent")
            config.Map = node.Choice("map", OptimizerKind.Maps, OptimizerKind.Maps[0]);
        foreach (var setting in kind.Settings)
            config._settings[setting.Key] = setting.Read(node);
        config.ReadBetas(node);
        config.DecayVectors = node.Flag("decay-vectors", false);
        node.Close($"a setting of {name}");
        if (name == "sgd" && config["nesterov"] != 0 && (config["momentum"] == 0 || config["dampening"] != 0))
            throw new ConfigException(
                node.Find("nesterov")!.Place,
                $"{node.PathOf("nesterov")} is true; that needs a momentum above 0 and no dampening.",
                "Set momentum, for instance to 0.9, and remove dampening."
            )
            {
                Path = node.PathOf("nesterov"),
                Value = "true",
            };
        return config;
    }

    /// <summary>The optimizer over some parameters.</summary>
    public FusedOptimizer Create(IEnumerable<Parameter> parameters) =>
        _kind.Make(
            this,
            this["weight-decay"] > 0 && !DecayVectors
                ? ParameterGroups.DecayOnlyMatrices(parameters)
                : [new ParamGroup { Parameters = parameters }]
        );

    private void ReadBetas(ConfigNode node)
    {
        OptimizerSetting[] betas = [.. _kind.Settings.Where(setting => setting.Kind == SettingKind.Beta)];
        if (betas.Length == 0 || node.Find("betas") is not { } list)
            return;
        var allowed =
            $"a list of {(betas.Length == 2 ? "two" : "three")} numbers, for instance "
            + $"[{string.Join(", ", betas.Select(beta => FormattableString.Invariant($"{beta.Default}")))}]";
        var values = list.AsList(allowed, most: betas.Length);
        if (values.Count != betas.Length)
            throw list.Wrong(allowed);
        for (var i = 0; i < betas.Length; i++)
            _settings[betas[i].Key] = values[i].AsNumber(betas[i].Range);
    }
}
