namespace Ballast.Cli;

/// <summary>A file or folder that a config names, as it lies in a bundle.</summary>
/// <param name="Key">The key that names it.</param>
/// <param name="Place">Where it lies in the bundle.</param>
/// <param name="Files">Its files: the name in the bundle and the path here.</param>
internal sealed record BundlePart(string Key, string Place, IReadOnlyList<(string Name, string Path)> Files)
{
    /// <summary>Those of a run.</summary>
    /// <exception cref="UsageException">One is not there.</exception>
    public static IReadOnlyList<BundlePart> Of(RunFolder run) =>
        run.ConfigText.Length == 0 ? [] : [.. run.Config().Files.Select((it, index) => Of(it.Key, Path.GetFullPath(it.Path), index))];

    private static BundlePart Of(string key, string path, int index)
    {
        var place = $"files/{index}/{Path.GetFileName(Path.TrimEndingDirectorySeparator(path))}";
        if (File.Exists(path))
            return new(key, place, [(place, path)]);
        if (!Directory.Exists(path))
            throw new UsageException(
                $"{key} names {path}, which is not there. With --no-data the run is bundled without the files that its config names."
            );
        return new(
            key,
            place,
            [
                .. Directory
                    .EnumerateFiles(path, "*", SearchOption.AllDirectories)
                    .Order(StringComparer.Ordinal)
                    .Select(file => ($"{place}/{Path.GetRelativePath(path, file).Replace('\\', '/')}", file)),
            ]
        );
    }
}
