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
        var train = Read(inputs, targets, null);
        return RawSamples.Join(train, Part(options.ValidationSource), Part(options.TestSource));

        RawSamples? Part(PartSource? source) =>
            source is null ? null : Read(source.Inputs ?? inputs, source.Targets ?? targets, train.Labels);

        RawSamples Read(string inputs, string targets, LabelNames? trained)
        {
            using var scope = NewDisposeScope();
            return Pair(
                inputs,
                (DataFile.Read(inputs, stream => NpyArray.Read(stream, inputs)), inputs),
                (DataFile.Read(targets, stream => NpyArray.Read(stream, targets)), targets),
                task,
                options,
                trained
            );
        }
    }

    public static RawSamples FromArchive(string path, string inputs, string targets, LearningTask? task, DataOptions options)
    {
        var train = Read(path, inputs, targets, null) with { Array = inputs };
        return RawSamples.Join(train, Part(options.ValidationSource), Part(options.TestSource));

        RawSamples? Part(PartSource? source) =>
            source is null ? null : Read(source.Path ?? path, source.Inputs ?? inputs, source.Targets ?? targets, train.Labels);

        RawSamples Read(string path, string inputs, string targets, LabelNames? trained) => DataFile.Read(path, stream =>
            {
                using var scope = NewDisposeScope();
                using var archive = new ZipArchive(stream, ZipArchiveMode.Read);
                return Pair(path, Array(archive, path, inputs), Array(archive, path, targets), task, options, trained);
            });
    }

    /// <summary>One array of an archive, with its name for messages.</summary>
    public static (Tensor Values, string Name) Array(ZipArchive archive, string path, string key)
    {
        var entry = archive.GetEntry(key + ".npy");
        if (entry is null)
        {
            string[] known =
            [
                .. archive
                    .Entries.Where(entry => entry.FullName.EndsWith(".npy", StringComparison.Ordinal))
                    .Select(entry => entry.FullName[..^4]),
            ];
            throw new DatasetException(
                $"{path} has no array '{key}'.{(Suggestion.Nearest(key, known) is { } near ? $" Did you mean '{near}'?" : "")} "
                    + $"{(known.Length > 0 ? $"It has {string.Join(", ", known)}." : "It has no arrays at all.")}"
            );
        }

        using var content = new CheckedStream(entry.Open());
        var values = NpyArray.Read(content, $"{path}, array '{key}',");
        return content.Sum == entry.Crc32
            ? (values, $"{path}, array '{key}'")
            : throw new DatasetException(
                $"{path}, array '{key}', is damaged: its content has the CRC-32 {content.Sum:x8}, the archive says "
                    + $"{entry.Crc32:x8}. Save it again with numpy.savez."
            );
    }

    private static RawSamples Pair(
        string name,
        (Tensor Values, string Name) inputs,
        (Tensor Values, string Name) targets,
        LearningTask? task,
        DataOptions options,
        LabelNames? trained
    )
    {
        var (x, y) = (inputs.Values, targets.Values);
        if (x.shape[0] != y.shape[0])
            throw new DatasetException(
                $"{inputs.Name} holds {x.shape[0]} samples and {targets.Name} holds {y.shape[0]}: as many targets as inputs are needed."
            );
        // before anything is shuffled, split or scaled: a message has to name the sample of the file and the value in it
        SampleCheck.Finite(inputs.Name, "input", x);
        SampleCheck.Finite(targets.Name, "target", y);
        var whole = !y.is_floating_point();
        var top = x.dtype == ScalarType.Byte ? Pixels : (double?)null;
        // a plain list of inputs is a table of one column; integers with a label at every step are symbols, as in text, and others are
        // where a model embeds them
        var symbols =
            !x.is_floating_point()
            && x.dim() == 2
            && x.shape[1] > 1
            && (options.Symbols || options.Padding is not null || (whole && top is null && x.shape.SequenceEqual(y.shape)));
        if (options.Padding is { } padding && !symbols)
            throw new DatasetException(
                $"{inputs.Name} holds {x.dtype} values [{string.Join(", ", x.shape)}], but padding: {padding} is for symbols, "
                    + "integers [samples, steps]. Leave it out, or convert them with astype('int64')."
            );
        x = (x.dim() == 1 ? x.unsqueeze(1) : x).to(symbols ? ScalarType.Int64 : NpyArray.Computed(x.dtype));
        if (symbols)
        {
            top = null;
            SampleCheck.Symbols(inputs.Name, x, options.Padding);
        }

        var everyStep = y.dim() == 2 && (symbols ? x.shape.SequenceEqual(y.shape) : x.dim() == 3 && x.shape[1] == y.shape[1]);
        if (
            task != LearningTask.Regression
            && whole
            && y.dim() == 2
            && y.shape[1] > 1
            && !everyStep
            && !symbols
            && x.dim() == 2
            && OneHot.Labels(y) is null
        )
            throw new DatasetException(
                $"{targets.Name} holds {y.shape[1]} integers for each sample, which are neither one-hot (some row has not exactly "
                    + $"one 1) nor labels at every step, since inputs [{x.shape[1]}] have no steps. For several yes-or-no answers "
                    + "say task: regression and loss: bce-with-logits, for amounts task: regression."
            );
        if (
            task != LearningTask.Regression
            && (whole || (task ?? options.Task) == LearningTask.Classification)
            && NumberLabels.Of(targets.Name, y, everyStep, options.IgnoredLabel, trained) is { } labels
        )
            return new(name, Kept(x, labels.Y), labels.Classes)
            {
                Top = top,
                ClassNames = labels.Names?.Names ?? [],
                Labels = labels.Names,
                Notes = labels.Notes,
            };
        if (task == LearningTask.Classification)
            throw new DatasetException(
                $"{targets.Name} holds {y.dtype} values; labels for classification must be integers. Convert it with "
                    + "astype('int64'), or choose task: regression."
            );
        return new(name, Kept(x, (y.dim() == 1 ? y.unsqueeze(1) : y).to(ScalarType.Float64)), 0) { Top = top };
    }

    private static Samples Kept(Tensor x, Tensor y) => new(x.MoveToOuterDisposeScope(), y.MoveToOuterDisposeScope());
}
