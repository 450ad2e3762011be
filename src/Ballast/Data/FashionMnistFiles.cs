namespace Ballast;

/// <summary>Where the files of Fashion-MNIST may lie, and where they can be fetched from.</summary>
internal static class FashionMnistFiles
{
    /// <summary>Debian's package of the data set installs here.</summary>
    private const string DebianFolder = "/usr/share/datasets/fashion-mnist";
    private const string Source = "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/";

    /// <summary>What the ten labels stand for.</summary>
    public static IReadOnlyList<string> ClassNames { get; } =
    ["t-shirt/top", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot"];

    /// <summary>The checksums are of the unpacked content: distributions and mirrors compress the same bytes differently.</summary>
    public static IReadOnlyList<RemoteFile> Remote { get; } =
    [
        new(
            "train-images-idx3-ubyte.gz",
            new(Source + "train-images-idx3-ubyte.gz"),
            "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
            47_040_016
        ),
        new(
            "train-labels-idx1-ubyte.gz",
            new(Source + "train-labels-idx1-ubyte.gz"),
            "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
            60_008
        ),
        new(
            "t10k-images-idx3-ubyte.gz",
            new(Source + "t10k-images-idx3-ubyte.gz"),
            "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
            7_840_016
        ),
        new(
            "t10k-labels-idx1-ubyte.gz",
            new(Source + "t10k-labels-idx1-ubyte.gz"),
            "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
            10_008
        ),
    ];

    /// <summary>The folder to read: the given one and no other, else the first known one that holds all four files.</summary>
    public static string Find(string? root)
    {
        var user = Datasets.Folder(Datasets.FashionMnist);
        string[] candidates = root is null ? [DebianFolder, user] : [root];
        return candidates.FirstOrDefault(HoldsAll)
            ?? throw new DatasetException(
                $"The four idx files of fashion-mnist are not all in {string.Join(" or ", candidates)}. Three ways to get them: "
                    + $"'ballast data get fashion-mnist' (fetches 30 MB to {user}); on Debian "
                    + "or Ubuntu 'apt install dataset-fashion-mnist'; "
                    + $"or set data.root to a folder that holds {string.Join(", ", IdxImages.FileNames)}, plain or with .gz. "
                    + "The data set fashion-mnist-sample needs no files."
            );
    }

    private static bool HoldsAll(string folder) => IdxImages.FileNames.All(file => IdxImages.Locate(folder, file) is not null);
}
