namespace Ballast;

/// <summary>What can be asked of every source of data.</summary>
public sealed record DataOptions
{
    /// <summary>What happens to raw inputs; what it needs to know is learned on the training part alone. Default standard.</summary>
    public Normalization Normalize { get; init; } = Normalization.Standard;

    /// <summary>
    /// What is set aside. A source with a test set of its own takes only the validation share. Default: a fifth for the test.
    /// </summary>
    public DataSplit Split { get; init; } = new();

    /// <summary>
    /// What the loss learns from, where neither the source nor the data say what targets are: for classification, rows of floats with a
    /// single 1 are labels, and so are floats that are whole. Default null: floats are numbers to predict.
    /// </summary>
    public LearningTask? Task { get; init; }

    /// <summary>
    /// A test set of its own, for csv, npy, npz and images; then the split's test share does not count. Default null: it is split off.
    /// </summary>
    public PartSource? TestSource { get; init; }

    /// <summary>
    /// A validation set of its own, for csv, npy, npz and images; then the split's validation share does not count. Default null.
    /// </summary>
    public PartSource? ValidationSource { get; init; }

    /// <summary>
    /// What happens to numbers that are predicted; metrics and predictions are in the user's units all the same. Default none.
    /// </summary>
    public TargetScale TargetScale { get; init; }

    /// <summary>
    /// Whether integer inputs [n, steps] of npy and npz stand for symbols, for models that embed them. Default false: only where every step
    /// has a label, or where there is padding.
    /// </summary>
    public bool Symbols { get; init; }

    /// <summary>
    /// The symbol in inputs of npy and npz that fills sequences up to one length and is not read, below 0 or not. Default null: none.
    /// </summary>
    public long? Padding { get; init; }

    /// <summary>A label that does not count and so may be outside the classes, as the loss's ignore_index. Default null: none.</summary>
    public long? IgnoredLabel { get; init; }

    /// <summary>Told how far reading is, where it takes long; calls may come from several threads. Default: nobody.</summary>
    public IProgress<DataProgress>? Progress { get; init; }
}
