namespace Ballast.Cli;

/// <summary>The model section: a zoo name with options, a list of layers, or a module of the user's own.</summary>
/// <param name="Name">One of <see cref="Models.Names"/>; otherwise what screens call it.</param>
/// <param name="Options">What a zoo model is told; of the others, initialisation and seed.</param>
internal sealed record ModelConfig(string Name, ModelOptions Options)
{
    private const int MostLayers = 1000;
    private const int LargestWidth = 65536;

    private static readonly Dictionary<string, string[]> Keys = new()
    {
        ["mlp"] = ["hidden", "activation", "init"],
        ["plain-cnn"] = ["hidden", "activation", "init", "channels"],
        ["resnet"] = ["blocks", "norm", "branch", "channels", "width", "depth", "activation", "init"],
        ["rnn"] = ["width", "depth", "activation", "output", "init", "recurrent-init"],
        ["gru"] = ["width", "depth", "output", "init", "recurrent-init"],
        ["lstm"] = ["width", "depth", "output", "init", "recurrent-init"],
        ["transformer"] = ["width", "depth", "heads", "norm-first", "causal", "qk-norm", "soft-cap", "output", "activation", "init"],
    };

    /// <summary>The layers where the model is a list of them, otherwise null.</summary>
    public IReadOnlyList<Layer>? Layers { get; private init; }

    /// <summary>The user's own module where the model is one, otherwise null.</summary>
    public OwnModuleConfig? Own { get; private init; }

    /// <summary>The file whose weights it begins with; null for fresh ones.</summary>
    public string? Weights { get; private init; }

    /// <summary>Whether weights are fitted to the first batch, layer by layer (LSUV). Default false.</summary>
    public bool Lsuv { get; private init; }

    /// <summary>Whether it computes in bfloat16. Default false: in float32.</summary>
    public bool IsNarrow { get; private init; }

    /// <summary>Whether it embeds symbols where it can, rather than compute with whole numbers.</summary>
    public bool Embeds => Layers is { Count: > 0 } layers ? layers[0].TakesSymbols : Own is null && Sequential.Contains(Name);

    /// <summary>The zoo's models of sequences.</summary>
    public static IReadOnlyList<string> Sequential { get; } = ["rnn", "gru", "lstm", "transformer"];

    public static ModelConfig Read(ConfigNode node, long seed)
    {
        node = node.Named();
        var options = new ModelOptions { Seed = seed };
        if (node.Has("layers"))
        {
            var layers = LayerNode.ReadAll(node.Find("layers")!);
            options = Read("init", node, options);
            var (lsuv, narrow, weights) = (node.Flag("lsuv", false), ReadNarrow(node), node.File("weights"));
            node.Close("a setting of a list of layers");
            return new("layers", options)
            {
                Layers = layers,
                Weights = weights,
                Lsuv = lsuv,
                IsNarrow = narrow,
            };
        }

        if (node.Has("assembly"))
        {
            var own = OwnModuleConfig.Read(node);
            options = Read("init", node, options);
            var (lsuv, narrow, weights) = (node.Flag("lsuv", false), ReadNarrow(node), node.File("weights"));
            node.Close("a setting of a module of one's own");
            return new(own.Type, options)
            {
                Own = own,
                Weights = weights,
                Lsuv = lsuv,
                IsNarrow = narrow,
            };
        }

        var name = node.Choice("name", Models.Names);
        foreach (var key in Keys[name])
            options = Read(key, node, options);
        var (fits, isNarrow, file) = (node.Flag("lsuv", false), ReadNarrow(node), node.File("weights"));
        node.Close($"a setting of {name}");
        return new(name, options)
        {
            Weights = file,
            Lsuv = fits,
            IsNarrow = isNarrow,
        };
    }

    private static bool ReadNarrow(ConfigNode node) => node.Choice("precision", ["float32", "bfloat16"], "float32") == "bfloat16";

    private static ModelOptions Read(string key, ConfigNode node, ModelOptions it) =>
        key switch
        {
            "hidden" => it with { Hidden = Widths(node, key) },
            "channels" => it with { Channels = Widths(node, key) ?? it.Channels },
            "activation" => it with { Activation = node.Find(key)?.OneOf(Activations.Names) },
            "init" => it with { Init = node.Find(key) is { } init ? InitConfig.Read(init) : null },
            "recurrent-init" => it with { RecurrentInit = node.Find(key) is { } init ? InitConfig.Read(init) : null },
            "width" => it with { Width = (int)node.Whole(key, 1, LargestWidth, it.Width) },
            "depth" => it with { Depth = (int?)node.Find(key)?.AsWhole(1, MostLayers) },
            "heads" => it with { Heads = (int)node.Whole(key, 1, 1024, it.Heads) },
            "norm" => it with { Norm = node.Choice(key, ["batch", "layer", "group", "none"], it.Norm) },
            "norm-first" => it with { NormFirst = node.Flag(key, it.NormFirst) },
            "causal" => it with { Causal = node.Flag(key, it.Causal) },
            "branch" => it with { Branch = node.Choice(key, ["plain", "skip-init", "fixup"], it.Branch) },
            "qk-norm" => it with { QkNorm = node.Flag(key, it.QkNorm) },
            "soft-cap" => it with { SoftCap = node.Find(key)?.AsNumber(NumberRange.Above0(1e6)) },
            "blocks" => it with { Blocks = node.Find(key)?.OneOf(["conv", "linear"]) },
            "output" => it with { Output = node.Find(key)?.OneOf(["last", "mean", "all"]) },
            _ => throw new ArgumentOutOfRangeException(nameof(key), key, "No such option."),
        };

    private static List<int>? Widths(ConfigNode node, string key) =>
        node.Find(key)
            ?.AsList($"a list of at most {MostLayers} widths, for instance [128, 128]", MostLayers)
            .Select(item => (int)item.AsWhole(1, LargestWidth))
            .ToList();
}
