namespace Ballast.Cli;

/// <summary>The model section.</summary>
/// <param name="Name">One of <see cref="Models.Names"/>.</param>
/// <param name="Options">Widths, activation, initialisation and seed.</param>
internal sealed record ModelConfig(string Name, ModelOptions Options)
{
    private const int MostLayers = 1000;
    private const int LargestWidth = 65536;

    public static ModelConfig Read(ConfigNode node, long seed)
    {
        node = node.Named();
        if (node.Entries!.TryGetValue("layers", out var layers))
            throw new ConfigException(layers.KeyPlace, $"{layers.Path}: a list of layers is not supported by this version.",
                $"Name a model instead ({string.Join(", ", Models.Names)}), for instance 'model: {{ name: mlp, hidden: [128, 128] }}'.") { Path = layers.Path };

        var name = node.Choice("name", Models.Names);
        var options = new ModelOptions { Seed = seed };
        options = options with
        {
            Hidden = Widths(node, "hidden"),
            Activation = node.Choice("activation", Activations.Names, options.Activation),
            Init = node.Find("init") is { } init ? ReadInit(init) : options.Init,
        };
        if (name == "plain-cnn") options = options with { Channels = Widths(node, "channels") ?? options.Channels };
        node.Close($"a setting of {name}");
        return new(name, options);
    }

    private static Initialization ReadInit(ConfigNode node)
    {
        node = node.Named();
        var init = Initializations.Create(node.Choice("name", Initializations.Names), node.Number("gain", NumberRange.Above0(1e6), 1));
        node.Close("a setting of an initialisation");
        return init;
    }

    private static List<int>? Widths(ConfigNode node, string key) => node.Find(key)?
        .AsList($"a list of at most {MostLayers} widths, for instance [128, 128]", MostLayers)
        .Select(item => (int)item.AsWhole(1, LargestWidth)).ToList();
}
