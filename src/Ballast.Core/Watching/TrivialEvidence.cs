namespace Ballast;

/// <summary>
/// What a model and the trivial predictor answered on the same test samples, as sums over blocks of samples, and what is known of the data.
/// </summary>
/// <param name="Weights">What each block counts.</param>
/// <param name="Model">Mean loss of the model on each block.</param>
/// <param name="Trivial">Mean loss of the trivial predictor on each block.</param>
internal sealed record TrivialEvidence(double[] Weights, double[] Model, double[] Trivial)
{
    /// <summary>Samples in all blocks.</summary>
    public long Samples { get; init; } = Weights.Length;

    /// <summary>
    /// Rightly answered by the model, by the trivial predictor, and counted, for each block; empty where numbers are predicted.
    /// </summary>
    public (double[] Model, double[] Trivial, double[] Counted) Hits { get; init; } = ([], [], []);

    /// <summary>Test samples of each class, those called so, and those called so rightly; empty where numbers are predicted.</summary>
    public (double[] There, double[] Called, double[] Right) Classes { get; init; } = ([], [], []);

    /// <summary>
    /// How much the outputs vary from sample to sample: as numbers, relative to the targets; as logits, in natural units.
    /// </summary>
    public double Spread { get; init; } = double.NaN;

    /// <summary>True if all targets of the training part are the same.</summary>
    public bool IsConstantTarget { get; init; }

    /// <summary>The share of the training part that is of its most frequent class; NaN where numbers are predicted.</summary>
    public double MostFrequent { get; init; } = double.NaN;

    /// <summary>What the trivial predictor does, such as <c>answering 'cat'</c> or <c>predicting the mean</c>.</summary>
    public string Always { get; init; } = "giving the same answer";

    /// <summary>What a class is called.</summary>
    public Func<int, string> NameOf { get; init; } = static index => $"class {index}";

    /// <summary>Mean loss of the model over all blocks.</summary>
    public double ModelLoss => Mean(Model);

    /// <summary>Mean loss of the trivial predictor over all blocks.</summary>
    public double TrivialLoss => Mean(Trivial);

    /// <summary>The only class that the model calls; -1 if there are several, or none.</summary>
    public int OnlyClass => Classes.Called.Count(count => count > 0) == 1 ? Array.FindIndex(Classes.Called, count => count > 0) : -1;

    private double Mean(double[] losses) => losses.Zip(Weights, (loss, weight) => weight > 0 ? loss * weight : 0).Sum() / Weights.Sum();
}
