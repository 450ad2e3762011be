namespace Ballast.Cli;

/// <summary>One entry of <c>model.layers</c>, as a layer reads it.</summary>
internal sealed class LayerNode : ILayerSettings
{
    private const int MostLayers = 1000;
    private const long LargestWidth = 65536;
    private readonly ConfigNode _node;

    private LayerNode(ConfigNode node) => (_node, Type) = (node, node.Choice("type", LayerTypes.Names));

    public string Type { get; }

    public string Path => $"{_node.Place}: {_node.Path}";

    /// <summary>All layers of a list, which must have one at least; every key that no layer asks for is an error.</summary>
    public static IReadOnlyList<Layer> ReadAll(ConfigNode list)
    {
        if (list.Probe?.Repeats("layers") == true)
            return [];
        var items = list.AsList($"a list of at most {MostLayers} layers, for instance [{{ type: linear, out: classes }}]", MostLayers);
        return items.Count > 0
            ? [.. items.Select(Read)]
            : throw new ConfigException(
                list.Place,
                $"{list.Path} is empty.",
                "Name at least one layer, for instance { type: linear, out: classes }."
            )
            {
                Path = list.Path,
            };
    }

    public LayerSize Size(string key)
    {
        var node = _node.Need(key, $"'{key}: 64'");
        if (node.WordOf(LayerSize.Words) is { } text)
            return new(0, text);
        try
        {
            return new(node.AsWhole(1, LargestWidth));
        }
        catch (ConfigException)
        {
            throw node.Wrong(
                $"a whole number from 1 to {LargestWidth}, or {string.Join(" or ", LayerSize.Words)}",
                node.Text is { } word ? Suggestion.Nearest(word, LayerSize.Words) : null
            );
        }
    }

    public long Whole(string key, long low, long high, long fallback) => _node.Whole(key, low, high, fallback);

    public double Number(string key, double low, double high, double fallback) => _node.Number(key, new(low, high), fallback);

    public bool Flag(string key, bool fallback) => _node.Flag(key, fallback);

    public string Choice(string key, IReadOnlyCollection<string> known) => _node.Choice(key, known, known.First());

    public Initialization? Init(string key) => _node.Find(key) is { } init ? InitConfig.Read(init) : null;

    public IReadOnlyList<Layer> Layers(string key) => ReadAll(_node.Need(key, $"'{key}: [ {{ type: relu }} ]'"));

    private static Layer Read(ConfigNode node)
    {
        node = node.Named("type");
        var settings = new LayerNode(node);
        var layer = LayerTypes.Read(settings);
        node.Close($"a setting of {settings.Type}");
        return layer;
    }
}
