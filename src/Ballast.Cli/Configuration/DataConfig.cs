namespace Ballast.Cli;

/// <summary>The data section.</summary>
/// <param name="Name">One of <see cref="Datasets.Names"/>.</param>
/// <param name="Root">Folder of the files, or null for the known places.</param>
/// <param name="Normalize">What happens to raw values. Default standard.</param>
/// <param name="Batch">Samples per batch. Default 64.</param>
internal sealed record DataConfig(string Name, string? Root, Normalization Normalize, int Batch)
{
    public static DataConfig Read(ConfigNode node)
    {
        node = node.Named();
        var name = node.Choice("name", Datasets.Names);
        var config = new DataConfig(
            name,
            name == Datasets.FashionMnistSample ? null : node.Words("root"),
            Enum.Parse<Normalization>(node.Choice("normalize", ["standard", "unit", "none"], "standard"), ignoreCase: true),
            (int)node.Whole("batch", 1, 1_000_000, 64));
        node.Close($"a setting of {name}");
        return config;
    }
}
