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

    /// <exception cref="DatasetException">There is no such folder, it has no folders of classes, or one of them has no pictures.</exception>
    public static ImageFolder Find(string path)
    {
        List<string> classes = [], files = [];
        List<long> labels = [];
        try
        {
            foreach (var folder in Directory.EnumerateDirectories(path).Order(StringComparer.Ordinal))
            {
                var name = System.IO.Path.GetFileName(folder);
                if (name.StartsWith('.')) continue;
                string[] pictures = [.. Directory.EnumerateFiles(folder).Where(IsPicture).Order(StringComparer.Ordinal)];
                if (pictures.Length == 0) throw new DatasetException($"{folder} holds no pictures ({string.Join(", ", ImageFile.Extensions)}), so nothing can be learned of the class '{name}'. Put some there, or remove the folder.");
                labels.AddRange(Enumerable.Repeat((long)classes.Count, pictures.Length));
                files.AddRange(pictures);
                classes.Add(name);
            }
        }
        catch (Exception e) when (e is IOException and not DatasetException or UnauthorizedAccessException)
        {
            throw new DatasetException($"{path} cannot be read: {e.Message} It must be a folder that holds one folder of pictures for each class.", e);
        }

        return classes.Count > 1 ? new(path, classes, files, labels) : throw new DatasetException(
            $"{path} holds {(classes.Count == 0 ? "no folders of classes" : $"only the class '{classes[0]}'")}. Put the pictures of each class into a folder of its own there, at least two.");
    }

    /// <summary>All pictures, from the cache where that is still true of them.</summary>
    public RawSamples Load(ImageOptions options, IProgress<DataProgress>? progress)
    {
        var size = options.Size ?? ImageFile.Size(Files[0]);
        var length = (long)options.Channels * size.Rows * size.Columns;
        if (length * Files.Count > Array.MaxLength)
            throw new DatasetException($"{Path}: {Files.Count} pictures of {options.Channels} x {size.Rows} x {size.Columns} are more than 2 GB. Choose a smaller size.");
        if (HostMemory.Lack(10.0 * length * Files.Count) is { } lack)   // as bytes, as float32, and their parts once more
            throw new DatasetException($"{Path}: {Files.Count} pictures of {options.Channels} x {size.Rows} x {size.Columns} need {lack}. Choose a smaller size.");
        var cache = options.Cache ? new PixelCache(Path, $"{options.Channels}x{size.Rows}x{size.Columns} {options.Size is null}", Fingerprint()) : null;
        var pixels = cache?.Read((int)length * Files.Count);
        if (pixels is null)
        {
            pixels = Decode(size, options.Size is not null, (int)length, progress);
            cache?.Write(pixels);
        }

        using var scope = NewDisposeScope();
        var x = tensor(pixels, [Files.Count, options.Channels, size.Rows, size.Columns]).to(ScalarType.Float32);
        return new(Path, new(x.MoveToOuterDisposeScope(), tensor(Labels.ToArray()).MoveToOuterDisposeScope()), Classes.Count) { ClassNames = Classes, Top = White };
    }

    private byte[] Decode((int Rows, int Columns) size, bool resize, int length, IProgress<DataProgress>? progress)
    {
        var pixels = new byte[length * Files.Count];
        var done = 0;
        try
        {
            Parallel.For(0, Files.Count, i =>
            {
                ImageFile.Decode(Files[i], size, resize, pixels.AsSpan(i * length, length));
                progress?.Report(new(Interlocked.Increment(ref done), Files.Count));
            });
        }
        catch (AggregateException e) when (e.InnerExceptions.OfType<DatasetException>().MinBy(fault => fault.Message, StringComparer.Ordinal) is { } first)
        {
            throw new DatasetException(first.Message, e);
        }

        return pixels;
    }

    /// <summary>Changes when a picture is added, removed, renamed or written to.</summary>
    private byte[] Fingerprint()
    {
        var text = new StringBuilder();
        foreach (var file in Files.Select(file => new FileInfo(file))) text.Append(System.IO.Path.GetRelativePath(Path, file.FullName)).Append('\0').Append(file.Length).Append('\0').Append(file.LastWriteTimeUtc.Ticks).Append('\n');
        return SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()));
    }

    private static bool IsPicture(string file) => ImageFile.Extensions.Contains(System.IO.Path.GetExtension(file), StringComparer.OrdinalIgnoreCase)
        && !System.IO.Path.GetFileName(file).StartsWith('.');
}
