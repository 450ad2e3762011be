namespace Ballast.Cli;

/// <summary>The regularize section: a list of what keeps a model from over-fitting, each once.</summary>
/// <param name="OfModel">Dropouts that the model is built with.</param>
/// <param name="RDrop">Weight of the divergence of two passes; 0 for one pass.</param>
/// <param name="Flip">The settings of a deadly flip; null for none.</param>
internal sealed record RegularizeConfig(IReadOnlyList<Regularizer> OfModel, double RDrop = 0, DeadlyFlipOptions? Flip = null)
{
    /// <summary>What does not stand in a zoo model's <see cref="ModelOptions.Regularizers"/>, one reader each.</summary>
    private static readonly Dictionary<string, Func<ConfigNode, RegularizeConfig, RegularizeConfig>> Others = new()
    {
        ["r-drop"] = (node, it) => it with { RDrop = node.Number("alpha", NumberRange.Above0(1e6), 1) },
        ["deadly-flip"] = (node, it) => it with { Flip = DeadlyFlipConfig.Read(node) },
    };

    private static readonly string[] Cells = ["variational-dropout", "recurrent-dropout", "zoneout"];

    /// <summary>All names.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Regularizer.Names, .. Others.Keys];

    public static RegularizeConfig Read(ConfigNode list, ModelConfig model)
    {
        var config = new RegularizeConfig([]);
        var seen = new List<string>();
        foreach (var item in list.AsList("a list, for instance [ { name: dropout, p: 0.2 } ]"))
        {
            var node = item.Named();
            var name = node.Choice("name", Names);
            config = Others.TryGetValue(name, out var read)
                ? read(node, config)
                : config with
                {
                    OfModel = [.. config.OfModel, ReadDropout(name, node)],
                };
            node.Close($"a setting of {name}");
            if (!Others.ContainsKey(name))
                CheckPlace(name, node, model);
            if (seen.Contains(name))
                throw new ConfigException(node.Place, $"regularize names {name} twice.", "Keep one.") { Path = node.Path };
            seen.Add(name);
            if (seen.Where(Cells.Contains).ToArray() is [var first, var second])
                throw new ConfigException(node.Place, $"{node.Path}: {first} and {second} want the same place in a cell.", "Keep one.")
                {
                    Path = node.Path,
                };
        }

        return config;
    }

    private static Regularizer ReadDropout(string name, ConfigNode node)
    {
        var p = node.Number("p", NumberRange.Below1, Regularizer.DefaultRate(name));
        var rate = DropRate.Create(
            node.Choice("schedule", DropRate.Names, "constant"),
            p,
            node.Whole("schedule-steps", 1, 1_000_000_000, 1000)
        );
        var regularizer = new Regularizer(name, rate) { Seed = node.Find("seed")?.AsWhole(0, long.MaxValue) };
        return name == "drop-block" ? regularizer with { Size = (int)node.Whole("size", 1, 1024, regularizer.Size) } : regularizer;
    }

    private static void CheckPlace(string name, ConfigNode node, ModelConfig model)
    {
        var fitting = Regularizer.Of(model.Name);
        if (model.Layers is not null || model.Own is not null)
            throw new ConfigException(
                node.Place,
                $"{node.Path}: {name} finds its place in models of the zoo only.",
                model.Layers is not null ? "Put it into model.layers." : "Put it into your module, from Dropouts."
            )
            {
                Path = node.Path,
                Value = name,
            };
        if (fitting.Contains(name))
            return;
        var allowed = string.Join(", ", [.. fitting, .. Others.Keys]);
        throw new ConfigException(node.Place, $"{node.Path}: {name} has no place in {model.Name}.", $"Choose one of {allowed}.")
        {
            Path = node.Path,
            Value = name,
            Allowed = allowed,
        };
    }
}
