namespace Ballast;

/// <summary>What can be asked of every source of data.</summary>
public sealed record DataOptions
{
    /// <summary>What happens to raw inputs; what it needs to know is learned on the training part alone. Default standard.</summary>
    public Normalization Normalize { get; init; } = Normalization.Standard;

    /// <summary>What is set aside. A source with a test set of its own takes only the validation share. Default: a fifth for the test.</summary>
    public DataSplit Split { get; init; } = new();

    /// <summary>
    /// What the loss learns from, where neither the source nor the data say what targets are: for classification, rows of floats with a single 1 are
    /// labels, and so are floats that are whole. Default null: floats are numbers to predict.
    /// </summary>
    public LearningTask? Task { get; init; }

    /// <summary>Told how far reading is, where it takes long; calls may come from several threads. Default: nobody.</summary>
    public IProgress<DataProgress>? Progress { get; init; }
}
