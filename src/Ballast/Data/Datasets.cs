namespace Ballast;

/// <summary>Data sets: those that Ballast knows by name, and those in files of one's own.</summary>
public static class Datasets
{
    internal const string FashionMnist = "fashion-mnist";
    internal const string FashionMnistSample = "fashion-mnist-sample";

    /// <summary>
    /// All names that <see cref="Load(string, string?, Normalization)"/> knows: <c>fashion-mnist-sample</c> (8,192 training and 1,000 test
    /// images inside the Ballast assembly, no files needed) and <c>fashion-mnist</c> (all 60,000 and 10,000, read from files).
    /// </summary>
    public static IReadOnlyList<string> Names { get; } = [FashionMnistSample, FashionMnist];

    /// <summary>Loads a data set into memory. It has a test set of its own, and no validation set.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="root">Folder of the files, where the name needs files; by default the known places are searched.</param>
    /// <param name="normalize">What happens to the raw values.</param>
    /// <exception cref="ArgumentException">There is no such name.</exception>
    /// <exception cref="DatasetException">The files are absent (the message says how to get them), damaged, or not what they should
    /// be.</exception>
    public static Dataset Load(string name, string? root = null, Normalization normalize = Normalization.Standard) =>
        Load(name, root, new DataOptions { Normalize = normalize });

    /// <summary>The same with a validation set taken from the training set; the split's test share has no meaning here.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="root">Folder of the files, where the name needs files; null to search the known places.</param>
    /// <param name="options">Normalisation and split.</param>
    /// <exception cref="ArgumentException">There is no such name.</exception>
    /// <exception cref="DatasetException">The files are absent (the message says how to get them), damaged, or not what they should
    /// be.</exception>
    public static Dataset Load(string name, string? root, DataOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return name switch
        {
            FashionMnistSample => IdxImages.FromResources(FashionMnistSample).ToDataset(name, options, FashionMnistFiles.ClassNames),
            FashionMnist => IdxImages.FromFolder(FashionMnistFiles.Find(root)).ToDataset(name, options, FashionMnistFiles.ClassNames),
            _ => throw Suggestion.Unknown("data set", name, Names, nameof(name)),
        };
    }

    /// <summary>
    /// Grey images and labels in the four idx files of the MNIST family: <c>train-images-idx3-ubyte</c>, <c>train-labels-idx1-ubyte</c>,
    /// <c>t10k-images-idx3-ubyte</c>, <c>t10k-labels-idx1-ubyte</c>, each plain or with <c>.gz</c>. There are as many classes as the
    /// training labels show.
    /// </summary>
    /// <param name="folder">The folder of the files.</param>
    /// <param name="options">Normalisation and validation share; null for the defaults.</param>
    /// <exception cref="DatasetException">A file is absent, damaged, or does not fit the others.</exception>
    public static Dataset Idx(string folder, DataOptions? options = null) =>
        IdxImages.FromFolder(folder).ToDataset(folder, options ?? new());

    /// <summary>
    /// A table: a csv file whose first line names the columns. One column is the target, or several, all others are inputs [columns]: a
    /// column of numbers is one input, standardised; a column of texts is one input of 0 and 1 for each text that the training part has;
    /// dates become a number and parts that go round in a circle. With windows inputs are [length, columns]. How the cells are spelt is
    /// found for each column and said in
    /// <see cref="Dataset.Notes"/>.
    /// </summary>
    /// <param name="path">The file; encoding and delimiter are found.</param>
    /// <param name="csv">The target, and what is special about columns.</param>
    /// <param name="options">Normalisation and split; null for the defaults.</param>
    /// <exception cref="DatasetException">The file is no such table, or a cell has no value; the message names line and column.</exception>
    public static Dataset Csv(string path, CsvOptions csv, DataOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(csv);
        return CsvDataset.Load(path, csv, options ?? new());
    }

    /// <summary>
    /// Inputs and targets in two npy files of NumPy. Integer targets are labels, others are regression targets. Labels that do not begin at
    /// 0 are classes called by their numbers; rows with a single 1 are one-hot labels.
    /// </summary>
    /// <param name="inputs">File of the inputs [n, ...].</param>
    /// <param name="targets">File of the targets [n] or [n, ...].</param>
    /// <param name="task">What the targets are; null to tell by their type.</param>
    /// <param name="options">Normalisation and split; null for the defaults.</param>
    /// <exception cref="DatasetException">A file is damaged, or the two do not fit.</exception>
    public static Dataset Npy(string inputs, string targets, LearningTask? task = null, DataOptions? options = null) =>
        NpyDataset.FromFiles(inputs, targets, task, options ?? new()).Take(options);

    /// <summary>Inputs and targets in one npz archive of NumPy, as <see cref="Npy"/>.</summary>
    /// <param name="path">The archive.</param>
    /// <param name="inputs">Key of the inputs.</param>
    /// <param name="targets">Key of the targets.</param>
    /// <param name="task">What the targets are; null to tell by their type.</param>
    /// <param name="options">Normalisation and split; null for the defaults.</param>
    /// <exception cref="DatasetException">The archive is damaged, lacks a key, or the two do not fit.</exception>
    public static Dataset Npz(
        string path,
        string inputs = "x",
        string targets = "y",
        LearningTask? task = null,
        DataOptions? options = null
    ) => NpyDataset.FromArchive(path, inputs, targets, task, options ?? new()).Take(options);

    /// <summary>Pictures in one folder for each class, PNG or JPEG: <c>FOLDER/CLASS/*.png</c>.</summary>
    /// <param name="folder">The folder that holds the folders.</param>
    /// <param name="images">Size and channels; null for the defaults.</param>
    /// <param name="options">Normalisation, split and progress; null for the defaults.</param>
    /// <exception cref="DatasetException">A class has no pictures, a picture is damaged or of another size.</exception>
    public static Dataset Images(string folder, ImageOptions? images = null, DataOptions? options = null) =>
        ImageFolder.All(folder, images ?? new(), options ?? new()).Take(options);

    /// <summary>Samples of a task that is drawn by a generator; see <see cref="SyntheticTasks"/>.</summary>
    /// <param name="task">The task.</param>
    /// <param name="samples">Samples in all, before the split.</param>
    /// <param name="options">Normalisation and split, whose seed determines the samples too; null for the defaults, without
    /// normalisation.</param>
    /// <exception cref="DatasetException">They need more memory than there is.</exception>
    public static Dataset Synthetic(SyntheticTask task, int samples = 5000, DataOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(task);
        Require.AtLeast(samples, 1);
        if (HostMemory.Lack(samples * task.BytesPerSample) is { } lack)
            throw new DatasetException($"{samples:N0} samples of {task.Name} need {lack}. Draw fewer samples, or shorter ones.");
        return task.Sampled(samples, (options ?? new()).Split.Seed).Take(options ?? new() { Normalize = Normalization.None });
    }

    /// <summary>
    /// The user's own folder for a data set, where <c>ballast data get</c> puts it: <c>$BALLAST_DATA/NAME</c>, or
    /// <c>~/.local/share/ballast/NAME</c> (on Windows the local application data).
    /// </summary>
    public static string Folder(string name)
    {
        var chosen = Environment.GetEnvironmentVariable("BALLAST_DATA");
        var root = string.IsNullOrEmpty(chosen)
            ? Path.Combine(
                Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify),
                "ballast"
            )
            : chosen;
        return Path.Combine(root, name);
    }
}
