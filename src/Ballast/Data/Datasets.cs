namespace Ballast;

/// <summary>The data sets that Ballast knows by name.</summary>
public static class Datasets
{
    internal const string FashionMnist = "fashion-mnist";
    internal const string FashionMnistSample = "fashion-mnist-sample";

    /// <summary>
    /// All names: <c>fashion-mnist-sample</c> (8,192 training and 1,000 test images inside the Ballast assembly, no files needed) and
    /// <c>fashion-mnist</c> (all 60,000 and 10,000, read from files).
    /// </summary>
    public static IReadOnlyList<string> Names { get; } = [FashionMnistSample, FashionMnist];

    /// <summary>Loads a data set into memory.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="root">Folder of the files, where the name needs files; by default the known places are searched.</param>
    /// <param name="normalize">What happens to the raw values.</param>
    /// <exception cref="ArgumentException">There is no such name.</exception>
    /// <exception cref="DatasetException">The files are absent (the message says how to get them), damaged, or not what they should be.</exception>
    public static Dataset Load(string name, string? root = null, Normalization normalize = Normalization.Standard) => name switch
    {
        FashionMnistSample => IdxImages.FromResources(FashionMnistSample).ToDataset(name, normalize),
        FashionMnist => IdxImages.FromFolder(FashionMnistFiles.Find(root)).ToDataset(name, normalize),
        _ => throw Suggestion.Unknown("data set", name, Names, nameof(name)),
    };

    /// <summary>
    /// The user's own folder for a data set, where <c>ballast data get</c> puts it: <c>$BALLAST_DATA/NAME</c>, or
    /// <c>~/.local/share/ballast/NAME</c> (on Windows the local application data).
    /// </summary>
    public static string Folder(string name)
    {
        var chosen = Environment.GetEnvironmentVariable("BALLAST_DATA");
        var root = string.IsNullOrEmpty(chosen)
            ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "ballast")
            : chosen;
        return Path.Combine(root, name);
    }
}
