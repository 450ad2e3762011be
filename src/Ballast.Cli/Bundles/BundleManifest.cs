using System.Text.Json;

namespace Ballast.Cli;

/// <summary>What a bundle says of the files that its config names: the key that names each, and where it lies in the bundle.</summary>
/// <param name="Files">The place of each, relative to the bundle, by key.</param>
internal sealed record BundleManifest(IReadOnlyDictionary<string, string> Files)
{
    /// <summary>Its name in a bundle.</summary>
    public const string FileName = "bundle.json";

    /// <summary>The manifest in a folder; null where the folder is no bundle's.</summary>
    /// <exception cref="UsageException">It is damaged.</exception>
    public static BundleManifest? In(string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
            return null;
        try
        {
            if (JsonSerializer.Deserialize<BundleManifest>(File.ReadAllText(path), JsonLine.Options) is { Files: { } files } read)
                return files.All(it => it.Value is not null && Inside(folder, it.Value)) ? read : throw Damaged(path);
        }
        catch (JsonException) { }

        throw Damaged(path);
    }

    /// <summary>Where the files lie now, as overrides of the config.</summary>
    /// <param name="folder">Where the bundle was unpacked.</param>
    public IEnumerable<string> Overrides(string folder) =>
        Files.Select(it => $"{it.Key}={JsonSerializer.Serialize(Path.Combine(folder, it.Value))}");

    /// <summary>As it is written.</summary>
    public string Write() => JsonSerializer.Serialize(this, JsonLine.Options);

    // a bundle from elsewhere must not name files that it did not bring
    private static bool Inside(string folder, string file) =>
        Path.GetFullPath(Path.Combine(folder, file))
            .StartsWith(Path.GetFullPath(folder) + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    private static UsageException Damaged(string path) =>
        new($"{path} is not what ballast bundle writes. Unpack the bundle again, or have it sent again.");
}
