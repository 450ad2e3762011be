using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// Weights to and from files that others read and write: <c>.safetensors</c>, and PyTorch's <c>.pt</c>, <c>.pth</c> and <c>.bin</c>; to
/// <c>.onnx</c> as initializers alone.
/// <code>
/// WeightFiles.Save("mine.safetensors", model);
/// var loaded = WeightFiles.Load("theirs.pt", model);     // all that fits by name and shape
/// </code>
/// Plain tensors alone are read: a pickle that asks for anything else is refused before it runs.
/// </summary>
public static class WeightFiles
{
    /// <summary>Writes the parameters and buffers of a model by their names, as <c>state_dict</c> has them.</summary>
    /// <param name="path">Its ending says in which format; one that exists is replaced once the new one is on the disk.</param>
    /// <param name="model">On any device.</param>
    /// <exception cref="ArgumentException">The ending is of no format.</exception>
    /// <exception cref="NotSupportedException">A weight is of a type that no format has.</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Save(string path, nn.Module model)
    {
        ArgumentNullException.ThrowIfNull(model);
        using var kept = new KeptTensors();
        Write(path, [.. model.state_dict().Select(it => (it.Key, it.Value))]);
    }

    /// <summary>Writes tensors by name.</summary>
    /// <param name="path">Its ending says in which format.</param>
    /// <param name="tensors">Names differ.</param>
    /// <exception cref="ArgumentException">The ending is of no format, or two have the same name.</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Write(string path, IReadOnlyList<(string Name, Tensor Tensor)> tensors)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        ArgumentNullException.ThrowIfNull(tensors);
        if (tensors.GroupBy(it => it.Name).FirstOrDefault(it => it.Count() > 1) is { } twice)
            throw new ArgumentException($"Two tensors are named '{twice.Key}'.", nameof(tensors));
        Action<Stream, IReadOnlyList<(string, Tensor)>> write =
            Ending(path) == OnnxFile.Extension ? OnnxFile.Write
            : IsSafeTensors(path) ? SafeTensorsFile.Write
            : TorchFile.Write;
        foreach (var (_, tensor) in tensors)
            WeightType.Of(tensor);
        AtomicFile.Write(path, stream => write(stream, tensors));
    }

    /// <summary>Reads all tensors of a file.</summary>
    /// <exception cref="WeightFileException">It is absent, damaged, or holds more than plain tensors.</exception>
    /// <exception cref="ArgumentException">The ending is of no format.</exception>
    public static TensorDictionary Read(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        var isSafe = IsSafeTensors(path);
        using var kept = new KeptTensors();
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            return isSafe ? SafeTensorsFile.Read(file) : TorchFile.Read(file);
        }
        catch (Exception fault) when (fault is FormatException or OverflowException or EndOfStreamException)
        {
            throw new WeightFileException($"{path} cannot be read: {fault.Message.TrimEnd('.')}.", fault);
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException)
        {
            throw new WeightFileException($"{path} cannot be opened: {fault.Message.TrimEnd('.')}. Name a file of weights.", fault);
        }
    }

    /// <summary>Copies into a model whatever fits by name and shape; types are converted.</summary>
    /// <param name="path">A file of weights.</param>
    /// <param name="model">Keeps its own where the file has none.</param>
    /// <returns>What fitted and what did not.</returns>
    /// <exception cref="WeightFileException">The file cannot be read, nothing of it fits, or a weight is not finite.</exception>
    public static LoadedWeights Load(string path, nn.Module model)
    {
        ArgumentNullException.ThrowIfNull(model);
        using var file = Read(path);
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var own = model.state_dict();
        var fitting = file.Where(it => own.TryGetValue(it.Key, out var weight) && weight.shape.SequenceEqual(it.Value.shape)).ToArray();
        if (fitting.Length == 0)
            throw new WeightFileException(
                $"Nothing of {path} fits the model: the file has {Some(file.Select(Words))}, the model {Some(own.Select(Words))}. "
                    + "Build the model that it is of."
            );
        foreach (var (name, tensor) in fitting)
            if (tensor.is_floating_point() && NonFinite.IsIn(tensor))
                throw new WeightFileException($"{path} holds values of {name} that are not finite, so nothing can be trained from it.");
        foreach (var (name, tensor) in fitting)
            own[name].copy_(tensor);
        var loaded = fitting.Select(it => it.Key).ToHashSet();
        return new(
            [.. own.Keys.Where(loaded.Contains)],
            [.. own.Where(it => !loaded.Contains(it.Key)).Select(Words)],
            [.. file.Where(it => !loaded.Contains(it.Key)).Select(Words)]
        );
    }

    /// <summary>What files of weights end in.</summary>
    internal static IReadOnlyList<string> Endings { get; } = [SafeTensorsFile.Extension, .. TorchFile.Extensions];

    /// <summary>Those that can be written: ONNX files are not read.</summary>
    internal static IReadOnlyList<string> Written { get; } = [.. Endings, OnnxFile.Extension];

    /// <summary>Whether a file can be written, by its ending.</summary>
    internal static bool Writes(string path) => Written.Contains(Ending(path));

    private static string Ending(string path) => Path.GetExtension(path).ToLowerInvariant();

    private static bool IsSafeTensors(string path) =>
        Ending(path) switch
        {
            OnnxFile.Extension => throw new ArgumentException(
                $"'{path}' is an ONNX file, and those are written only: save the weights as {string.Join(", ", Endings)}.",
                nameof(path)
            ),
            SafeTensorsFile.Extension => true,
            var ending when TorchFile.Extensions.Contains(ending) => false,
            var ending => throw new ArgumentException(
                $"'{path}' ends in '{ending}', which is no format of weights: use {string.Join(", ", Endings)}.",
                nameof(path)
            ),
        };

    private static string Words(KeyValuePair<string, Tensor> it) => $"{it.Key} [{string.Join(", ", it.Value.shape)}]";

    private static string Some(IEnumerable<string> names)
    {
        var all = names.ToArray();
        return all.Length == 0 ? "nothing" : string.Join(", ", all.Take(3)) + (all.Length > 3 ? $" and {all.Length - 3} more" : "");
    }
}

/// <summary>What of a file of weights went into a model.</summary>
/// <param name="Loaded">Names that fitted.</param>
/// <param name="Kept">What the model has and the file has not, or in another shape; it keeps its own.</param>
/// <param name="Unused">What the file has and the model has no use for.</param>
public sealed record LoadedWeights(IReadOnlyList<string> Loaded, IReadOnlyList<string> Kept, IReadOnlyList<string> Unused);
