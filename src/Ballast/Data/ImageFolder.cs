using System.Security.Cryptography;
using System.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>Pictures in one folder for each class.</summary>
/// <param name="Path">The folder that holds the folders.</param>
/// <param name="Classes">Their names, in ordinal order; those that begin with a dot do not count.</param>
/// <param name="Files">Every picture, class by class, in ordinal order.</param>
/// <param name="Labels">The class of each.</param>
internal sealed record ImageFolder(string Path, IReadOnlyList<string> Classes, IReadOnlyList<string> Files, IReadOnlyList<long> Labels)
{
    private const double White = 255;

    /// <summary>Pictures that are left out.</summary>
    private SkippedPictures Skipped { get; init; } = new(Path, []);

    /// <summary>The pictures of a folder, and of the folders of validation and test where they have their own.</summary>
    public static RawSamples All(string path, ImageOptions images, DataOptions options)
    {
        var train = Find(path);
        var size = images.Size ?? train.FirstSize();
        return RawSamples.Join(train.Load(images, size, options.Progress), Part(options.ValidationSource), Part(options.TestSource));

        RawSamples? Part(PartSource? source) =>
            source?.Path is { } folder ? Find(folder, train.Classes).Load(images, size, options.Progress) : null;
    }

    /// <param name="path">The folder.</param>
    /// <param name="known">The classes that are trained on, in their order; null to find them here.</param>
    /// <exception cref="DatasetException">There is no such folder, it has no folders of classes, one of them has no pictures or is not
    /// trained on.</exception>
    public static ImageFolder Find(string path, IReadOnlyList<string>? known = null)
    {
        List<string> classes = [],
            files = [];
        List<long> labels = [];
        List<SkippedPicture> skipped = [];
        try
        {
            foreach (var folder in Directory.EnumerateDirectories(path).Order(StringComparer.Ordinal))
            {
                var name = System.IO.Path.GetFileName(folder);
                if (name.StartsWith('.'))
                    continue;
                if (known is not null && !known.Contains(name))
                    throw new DatasetException(
                        $"{folder}: the class '{name}' is not trained on; there are {string.Join(", ", known)}. Rename the "
                            + "folder, remove it, or train on pictures of that class."
                    );
                string[] all = [.. Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal)],
                    pictures = [.. all.Where(file => IsPicture(file, ImageFile.Extensions))];
                SkippedPicture[] others =
                [
                    .. all.Where(file => IsPicture(file, ImageFile.Others))
                        .Select(file => new SkippedPicture(file, name, "its format is not read")),
                ];
                skipped.AddRange(others);
                if (pictures.Length == 0 && others.Length > 0)
                    throw new DatasetException(
                        $"{folder} holds only pictures in formats that are not read "
                            + $"({string.Join(", ", others.Select(it => System.IO.Path.GetExtension(it.File)).Distinct().Take(4))}), "
                            + $"so nothing can be learned of the class '{name}'. Convert them to png or jpg, or remove the folder."
                    );
                if (pictures.Length == 0)
                    throw new DatasetException(
                        $"{folder} holds no pictures ({string.Join(", ", ImageFile.Extensions)}), so nothing can be learned of "
                            + $"the class '{name}'. {Instead(path, folder)}"
                    );
                labels.AddRange(
                    Enumerable.Repeat((long)(known is null ? classes.Count : Array.IndexOf([.. known], name)), pictures.Length)
                );
                files.AddRange(pictures);
                classes.Add(name);
            }
        }
        catch (Exception e) when (e is IOException and not DatasetException or UnauthorizedAccessException)
        {
            throw new DatasetException(
                $"{path} cannot be read: {e.Message} It must be a folder that holds one folder of pictures for each class.",
                e
            );
        }

        return classes.Count > 1 || (known is not null && classes.Count > 0)
            ? new(path, known ?? classes, files, labels) { Skipped = new(path, skipped) }
            : throw new DatasetException(
                $"{path} holds {(classes.Count == 0 ? "no folders of classes" : $"only the class '{classes[0]}'")}. Put the "
                    + "pictures of each class into a folder of its own there, at least two."
            );
    }

    /// <summary>All pictures, from the cache where that is still true of them.</summary>
    public RawSamples Load(ImageOptions options, (int Rows, int Columns) size, IProgress<DataProgress>? progress)
    {
        var length = (long)options.Channels * size.Rows * size.Columns;
        if (length * Files.Count > Array.MaxLength)
            throw new DatasetException(
                $"{Path}: {Files.Count} pictures of {options.Channels} x {size.Rows} x "
                    + $"{size.Columns} are more than 2 GB. Choose a smaller size."
            );
        Skipped.Check(Classes, Labels, options.Skip);
        if (HostMemory.Lack(10.0 * length * Files.Count) is { } lack) // as bytes, as float32, and their parts once more
            throw new DatasetException(
                $"{Path}: {Files.Count} pictures of {options.Channels} x {size.Rows} x {size.Columns} need {lack}. Choose a smaller size."
            );
        var cache = options.Cache
            ? new PixelCache(Path, $"{options.Channels}x{size.Rows}x{size.Columns} {options.Size is null}", Fingerprint())
            : null;
        var pixels = cache?.Read((int)length * Files.Count);
        if (pixels is not null)
            return Samples(pixels, options.Channels, size);
        (pixels, var damaged) = Decode(size, options.Size is not null, (int)length, progress);
        if (damaged.Count > 0)
            return Whole(damaged, options.Skip).Samples(Kept(pixels, (int)length, damaged), options.Channels, size);
        cache?.Write(pixels);
        return Samples(pixels, options.Channels, size);
    }

    // that of the first picture which can be read
    private (int Rows, int Columns) FirstSize()
    {
        foreach (var file in Files.SkipLast(1))
            if (ImageFile.TrySize(file) is { } size)
                return size;
        return ImageFile.Size(Files[^1]);
    }

    private RawSamples Samples(byte[] pixels, int channels, (int Rows, int Columns) size)
    {
        using var scope = NewDisposeScope();
        var x = tensor(pixels, [Files.Count, channels, size.Rows, size.Columns]).to(ScalarType.Float32);
        return new(Path, new(x.MoveToOuterDisposeScope(), tensor(Labels.ToArray()).MoveToOuterDisposeScope()), Classes.Count)
        {
            ClassNames = Classes,
            Top = White,
            Notes = [.. new[] { Skipped.Words }.OfType<string>()],
            Place = (sample, _) => Files[(int)sample],
        };
    }

    /// <summary>The pixels of all pictures, and what is wrong with those that cannot be read.</summary>
    private (byte[] Pixels, SortedDictionary<int, string> Damaged) Decode(
        (int Rows, int Columns) size,
        bool resize,
        int length,
        IProgress<DataProgress>? progress
    )
    {
        var pixels = new byte[length * Files.Count];
        var done = 0;
        SortedDictionary<int, string> damaged = [];
        try
        {
            Parallel.For(0, Files.Count, i =>
            {
                if (ImageFile.TryDecode(Files[i], size, resize, pixels.AsSpan(i * length, length)) is { } wrong)
                    lock (damaged)
                        damaged[i] = wrong;
                progress?.Report(new(Interlocked.Increment(ref done), Files.Count));
            });
        }
        catch (AggregateException e)
            when (e.InnerExceptions.OfType<DatasetException>().MinBy(fault => fault.Message, StringComparer.Ordinal) is { } first)
        {
            throw new DatasetException(first.Message, e);
        }

        return (pixels, damaged);
    }

    private ImageFolder Whole(SortedDictionary<int, string> damaged, double most)
    {
        var skipped = Skipped with
        {
            All = [.. Skipped.All, .. damaged.Select(it => new SkippedPicture(Files[it.Key], Classes[(int)Labels[it.Key]], it.Value))],
        };
        int[] whole = [.. Enumerable.Range(0, Files.Count).Where(i => !damaged.ContainsKey(i))];
        long[] labels = [.. whole.Select(i => Labels[i])];
        skipped.Check(Classes, labels, most);
        return this with { Files = [.. whole.Select(i => Files[i])], Labels = labels, Skipped = skipped };
    }

    private static byte[] Kept(byte[] pixels, int length, SortedDictionary<int, string> damaged)
    {
        var (kept, at) = (new byte[pixels.Length - (length * damaged.Count)], 0);
        for (var i = 0; i < pixels.Length / length; i++)
        {
            if (damaged.ContainsKey(i))
                continue;
            pixels.AsSpan(i * length, length).CopyTo(kept.AsSpan(at));
            at += length;
        }

        return kept;
    }

    /// <summary>Changes when a picture is added, removed, renamed or written to.</summary>
    private byte[] Fingerprint()
    {
        var text = new StringBuilder();
        foreach (var file in Files.Select(file => new FileInfo(file)))
            text.Append(System.IO.Path.GetRelativePath(Path, file.FullName))
                .Append('\0')
                .Append(file.Length)
                .Append('\0')
                .Append(file.LastWriteTimeUtc.Ticks)
                .Append('\n');
        return SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()));
    }

    // where folders of classes stand in folders of parts
    private static string Instead(string path, string folder) =>
        Directory.EnumerateDirectories(folder).Any()
            ? $"It holds folders: if those are the classes, give data.path: {System.IO.Path.Combine(path, "train")} and data.test: "
                + $"{System.IO.Path.Combine(path, "test")}."
            : "Put some there, or remove the folder.";

    private static bool IsPicture(string file, IReadOnlyList<string> extensions) =>
        extensions.Contains(System.IO.Path.GetExtension(file), StringComparer.OrdinalIgnoreCase)
        && !System.IO.Path.GetFileName(file).StartsWith('.');
}
