using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Cli;

/// <summary>Reads files that hold inputs for a trained model. Here is where further kinds of files go.</summary>
internal static class SampleFile
{
    private static readonly Dictionary<string, Func<string, IReadOnlyList<long>, Tensor>> Readers = new(StringComparer.OrdinalIgnoreCase)
    {
        [".png"] = ImageFile.Read, [".jpg"] = ImageFile.Read, [".jpeg"] = ImageFile.Read, [".bmp"] = ImageFile.Read,
        [".npy"] = NpyFile.Read,
    };

    /// <summary>The inputs in a file, float32 [n, ...shape], raw values made what the model was trained on.</summary>
    /// <exception cref="UsageException">The file is absent, of an unknown kind, damaged, or of another shape.</exception>
    public static Tensor Read(string path, Dataset data)
    {
        if (!File.Exists(path)) throw new UsageException($"There is no file {path}. Check the path.");
        if (!Readers.TryGetValue(Path.GetExtension(path), out var read))
            throw new UsageException($"{path} is of no kind that can be read. Give {string.Join(", ", Readers.Keys)}.");
        using var scope = NewDisposeScope();
        var raw = read(path, data.InputShape);
        if (!raw.shape.AsSpan(1).SequenceEqual([.. data.InputShape]))
            throw new UsageException($"{path} holds inputs of [{string.Join(", ", raw.shape[1..])}]; the model was trained on [{string.Join(", ", data.InputShape)}].");
        if (raw.isfinite().all().item<bool>()) return data.Scaling.Apply(raw).MoveToOuterDisposeScope();
        throw new UsageException($"{path} holds values that are NaN or infinite. Clean it first.");
    }
}
