using System.IO.Compression;
using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>Inputs and targets from NumPy arrays, in two npy files or one npz archive.</summary>
internal static class NpyDataset
{
    private const double Pixels = 255;

    public static RawSamples FromFiles(string inputs, string targets, LearningTask? task, DataOptions options)
    {
        return RawSamples.Join(Read(inputs, targets), Part(options.ValidationSource), Part(options.TestSource));

        RawSamples? Part(PartSource? source) => source is null ? null : Read(source.Inputs ?? inputs, source.Targets ?? targets);

        RawSamples Read(string inputs, string targets)
        {
            using var scope = NewDisposeScope();
            return Pair(inputs, (DataFile.Read(inputs, stream => NpyArray.Read(stream, inputs)), inputs), (DataFile.Read(targets, stream => NpyArray.Read(stream, targets)), targets), task, options);
        }
    }

    public static RawSamples FromArchive(string path, string inputs, string targets, LearningTask? task, DataOptions options)
    {
        return RawSamples.Join(Read(path, inputs, targets) with { Array = inputs }, Part(options.ValidationSource), Part(options.TestSource));

        RawSamples? Part(PartSource? source) => source is null ? null : Read(source.Path ?? path, source.Inputs ?? inputs, source.Targets ?? targets);

        RawSamples Read(string path, string inputs, string targets) => DataFile.Read(path, stream =>
        {
            using var scope = NewDisposeScope();
            using var archive = new ZipArchive(stream, ZipArchiveMode.Read);
            return Pair(path, Array(archive, path, inputs), Array(archive, path, targets), task, options);
        });
    }

    /// <summary>One array of an archive, with its name for messages.</summary>
    public static (Tensor Values, string Name) Array(ZipArchive archive, string path, string key)
    {
        var entry = archive.GetEntry(key + ".npy");
        if (entry is null)
        {
            string[] known = [.. archive.Entries.Where(entry => entry.FullName.EndsWith(".npy", StringComparison.Ordinal)).Select(entry => entry.FullName[..^4])];
            throw new DatasetException($"{path} has no array '{key}'.{(Suggestion.Nearest(key, known) is { } near ? $" Did you mean '{near}'?" : "")} {(known.Length > 0 ? $"It has {string.Join(", ", known)}." : "It has no arrays at all.")}");
        }

        using var content = entry.Open();
        return (NpyArray.Read(content, $"{path}, array '{key}',"), $"{path}, array '{key}'");
    }

    private static RawSamples Pair(string name, (Tensor Values, string Name) inputs, (Tensor Values, string Name) targets, LearningTask? task, DataOptions options)
    {
        var (x, y) = (inputs.Values, targets.Values);
        if (x.shape[0] != y.shape[0])
            throw new DatasetException($"{inputs.Name} holds {x.shape[0]} samples and {targets.Name} holds {y.shape[0]}: as many targets as inputs are needed.");
        var whole = !y.is_floating_point();
        var top = x.dtype == ScalarType.Byte ? Pixels : (double?)null;
        // a plain list of inputs is a table of one column; integers with a label at every step are symbols, as in text, and others are where a model embeds them
        var symbols = !x.is_floating_point() && x.dim() == 2 && x.shape[1] > 1 && (options.Symbols || options.Padding is not null || (whole && top is null && x.shape.SequenceEqual(y.shape)));
        if (options.Padding is { } padding && !symbols)
            throw new DatasetException($"{inputs.Name} holds {x.dtype} values [{string.Join(", ", x.shape)}], but padding: {padding} is for symbols, integers [samples, steps]. Leave it out, or convert them with astype('int64').");
        x = (x.dim() == 1 ? x.unsqueeze(1) : x).to(symbols ? ScalarType.Int64 : ScalarType.Float32);
        if (symbols)
        {
            top = null;
            SampleCheck.Symbols(inputs.Name, x, options.Padding);
        }

        if ((task ?? (whole ? LearningTask.Classification : LearningTask.Regression)) == LearningTask.Regression)
            return new(name, Kept(x, (y.dim() == 1 ? y.unsqueeze(1) : y).to(options.TargetScale == TargetScale.None ? ScalarType.Float32 : ScalarType.Float64)), 0) { Top = top };
        if (!whole) throw new DatasetException($"{targets.Name} holds {y.dtype} values; labels for classification must be integers. Convert it with astype('int64'), or choose task: regression.");
        if (y.dim() == 2 && y.shape[1] == 1) y = y.squeeze(1);
        y = y.to(ScalarType.Int64);
        return new(name, Kept(x, y), Labels.Classes(targets.Name, y, options.IgnoredLabel)) { Top = top };
    }

    private static Samples Kept(Tensor x, Tensor y) => new(x.MoveToOuterDisposeScope(), y.MoveToOuterDisposeScope());
}
