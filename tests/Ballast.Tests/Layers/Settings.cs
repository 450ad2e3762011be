namespace Ballast.Tests;

/// <summary>Settings of a layer from a dictionary; nested layers are a <see cref="Settings"/> array.</summary>
internal sealed class Settings(string type, params (string Key, object Value)[] values) : ILayerSettings
{
    public string Type => type;

    public string Path => "layers[0]";

    public LayerSize Size(string key) =>
        Find(key) switch
        {
            string word => new(0, word),
            int number => new(number),
            _ => throw new ArgumentException($"{key} is missing."),
        };

    public long Whole(string key, long low, long high, long fallback) => Find(key) is int number ? number : fallback;

    public double Number(string key, double low, double high, double fallback) => Find(key) is double number ? number : fallback;

    public bool Flag(string key, bool fallback) => Find(key) is bool flag ? flag : fallback;

    public string Choice(string key, IReadOnlyCollection<string> known) => Find(key) as string ?? known.First();

    public Initialization? Init(string key) => Find(key) as Initialization;

    public IReadOnlyList<Layer> Layers(string key) => [.. ((Settings[])Find(key)!).Select(LayerTypes.Read)];

    public override string ToString() => $"{type} {string.Join(' ', values.Select(pair => $"{pair.Key}={pair.Value}"))}";

    private object? Find(string key) => values.FirstOrDefault(pair => pair.Key == key).Value;
}
