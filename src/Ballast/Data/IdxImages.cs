using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>The four idx files of the MNIST family: training and test images with their labels.</summary>
internal sealed record IdxImages(IdxFile TrainImages, IdxFile TrainLabels, IdxFile TestImages, IdxFile TestLabels)
{
    /// <summary>The four file names without .gz, in the order of the record.</summary>
    public static IReadOnlyList<string> FileNames { get; } =
    ["train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"];

    /// <summary>Reads NAME or NAME.gz of each file in a folder.</summary>
    public static IdxImages FromFolder(string folder) =>
        From(file =>
            IdxFile.Read(Locate(folder, file) ?? throw new DatasetException($"{Path.Combine(folder, file)} is missing, plain or with .gz."))
        );

    /// <summary>Reads the files embedded in this assembly under a name.</summary>
    public static IdxImages FromResources(string name) =>
        From(file =>
        {
            var resource = $"{name}/{file}.gz";
            // idx reading looks at the first bytes and rewinds; a resource stream is seekable
            using var stream = typeof(IdxImages).Assembly.GetManifestResourceStream(resource)
                ?? throw new DatasetException($"{resource} is not embedded in this build of Ballast.");
            return IdxFile.Read(stream, resource);
        });

    /// <summary>The path of a file in a folder, plain before compressed, or null.</summary>
    public static string? Locate(string folder, string file) =>
        new[] { file, file + ".gz" }.Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    /// <summary>
    /// Images as float32 [n, 1, rows, columns], normalised by the statistics of the training part. The test set is the files' own.
    /// </summary>
    public Dataset ToDataset(string name, DataOptions options, IReadOnlyList<string>? classNames = null)
    {
        using var scope = NewDisposeScope();
        var (images, labels, testLabels) = (Images(TrainImages), Labels(TrainLabels, TrainImages), Labels(TestLabels, TestImages));
        Ballast.Labels.MustDiffer(TrainLabels.Name, labels);
        var known = classNames is null ? LabelNames.Of(TrainLabels.Name, labels) : new(null, classNames.Count);
        labels = known.Of(labels, TrainLabels.Name);
        var test = new Samples(Images(TestImages), known.Of(testLabels, TestLabels.Name));
        var parts = Partition.Of(name, images.shape[0], options.Split with { Test = 0 }, i => TrainLabels.Values[i]);
        var (train, validation, _) = parts.Of(new Samples(images, labels));
        var (offset, scale) = OffsetAndScale(train.X.data<byte>().ToArray(), options.Normalize);
        return new Dataset(name, Inputs(train)!, Inputs(test)!, known.Classes, Inputs(validation))
        {
            ClassNames = classNames ?? known.Names,
            Notes =
            [
                .. new[] { known.Words }.OfType<string>(),
                .. Ballast.Labels.Absent(train.Y, known.Classes, classNames ?? known.Names),
            ],
            Scaling = new([offset], [scale]),
        };

        Samples? Inputs(Samples? part) => part is null ? null : part with { X = part.X.to(ScalarType.Float32).Standardise(offset, scale) };
    }

    private static IdxImages From(Func<string, IdxFile> read) =>
        new(read(FileNames[0]), read(FileNames[1]), read(FileNames[2]), read(FileNames[3]));

    private static (double Offset, double Scale) OffsetAndScale(byte[] pixels, Normalization normalize)
    {
        if (normalize == Normalization.None)
            return (0, 1);
        if (normalize == Normalization.Unit)
            return (0, 255);
        var counts = new long[256]; // a histogram of bytes makes mean and sd exact and cheap
        foreach (var pixel in pixels)
            counts[pixel]++;
        var mean = counts.Select((count, value) => (double)count * value).Sum() / pixels.Length;
        var variance = counts.Select((count, value) => count * (value - mean) * (value - mean)).Sum() / pixels.Length;
        return (mean, variance > 0 ? Math.Sqrt(variance) : 1);
    }

    private static Tensor Images(IdxFile images) =>
        images.Shape.Count == 3
            ? tensor(images.Values, [images.Shape[0], 1, images.Shape[1], images.Shape[2]])
            : throw new DatasetException($"{images.Name} has {images.Shape.Count} dimensions; images need 3 (items, rows, columns).");

    private static Tensor Labels(IdxFile labels, IdxFile images)
    {
        if (labels.Shape.Count != 1 || labels.Shape[0] != images.Shape[0])
            throw new DatasetException(
                $"{labels.Name} holds {string.Join(" x ", labels.Shape)} labels, {images.Name} holds {images.Shape[0]} images; "
                    + "expected as many labels as images."
            );
        return tensor(labels.Values).to(ScalarType.Int64);
    }
}
