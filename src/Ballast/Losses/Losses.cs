namespace Ballast;

/// <summary>The losses, each the mean over a batch. Settings have PyTorch's names.</summary>
public static class Losses
{
    internal const string CrossEntropyName = "cross-entropy";
    internal const string BceWithLogitsName = "bce-with-logits";

    private static readonly Dictionary<string, Func<TrainingLoss>> ByName = new()
    {
        [CrossEntropyName] = () => CrossEntropy(),
        [BceWithLogitsName] = () => BceWithLogits(),
        ["mse"] = MSE,
        ["mae"] = MAE,
        ["huber"] = () => Huber(),
        ["poisson-nll"] = PoissonNll,
        ["gaussian-nll"] = () => GaussianNll(),
        ["cross-entropy-loss"] = () => CrossEntropy(),
        ["binary-cross-entropy-with-logits"] = () => BceWithLogits(),
    };

    /// <summary>
    /// All names that <see cref="Create"/> knows: <c>cross-entropy</c>, <c>bce-with-logits</c>, <c>mse</c>, <c>mae</c>, <c>huber</c>,
    /// <c>poisson-nll</c>,
    /// <c>gaussian-nll</c>, and the long forms <c>cross-entropy-loss</c> and <c>binary-cross-entropy-with-logits</c>.
    /// </summary>
    public static IReadOnlyCollection<string> Names => ByName.Keys;

    /// <summary>Looks a loss up by name, with its default settings.</summary>
    /// <exception cref="ArgumentException">There is no such name; the nearest one is suggested.</exception>
    public static TrainingLoss Create(string name) =>
        ByName.TryGetValue(name, out var create) ? create() : throw Suggestion.Unknown("loss", name, Names, nameof(name));

    /// <summary>
    /// Softmax cross-entropy: logits [batch, classes] with labels [batch], or [batch, steps, classes] with [batch, steps]; labels 0 to
    /// classes - 1.
    /// </summary>
    /// <param name="weight">One number per class, at least 0: what an example of it counts. Default: 1 each.</param>
    /// <param name="label_smoothing">Share of the probability that is wanted evenly of all classes, at least 0 and below 1 (Szegedy et al.
    /// 2016, arXiv:1512.00567).</param>
    /// <param name="ignore_index">A label that does not count, such as padding. Default: none, so that PyTorch's -100 is refused unless it
    /// is given.</param>
    /// <param name="z_loss">Adds so much of the squared log of the softmax' denominator, at least 0: logits then cannot drift away together
    /// (Chowdhery et al. 2022, arXiv:2204.02311, with 1e-4).</param>
    public static TrainingLoss CrossEntropy(
        IReadOnlyList<double>? weight = null,
        double label_smoothing = 0,
        long? ignore_index = null,
        double z_loss = 0
    ) => new CrossEntropy(weight, label_smoothing, ignore_index, z_loss);

    /// <summary>
    /// Sigmoid cross-entropy: one logit for two classes (labels 0 and 1), otherwise one logit per class against one-hot labels, or against
    /// floats of its shape.
    /// </summary>
    /// <param name="pos_weight">What a yes counts, above 0: one number, or one per logit. Default: 1.</param>
    public static TrainingLoss BceWithLogits(IReadOnlyList<double>? pos_weight = null) => new BceWithLogits(pos_weight);

    /// <summary>Mean squared error.</summary>
    public static TrainingLoss MSE() => new SquaredError();

    /// <summary>Mean absolute error.</summary>
    public static TrainingLoss MAE() => new AbsoluteError();

    /// <summary>
    /// Half the squared error up to a difference of <paramref name="delta"/>, a line beyond it: for targets with outliers.
    /// </summary>
    /// <param name="delta">In the unit of the targets, above 0.</param>
    public static TrainingLoss Huber(double delta = 1) => new Huber(delta);

    /// <summary>For counts (0 or more): the model gives the log of the rate.</summary>
    public static TrainingLoss PoissonNll() => new PoissonNll();

    /// <summary>
    /// For numbers with an uncertainty of their own: the model gives K means, then K logs of variances, for K target values.
    /// </summary>
    /// <param name="eps">The least variance, above 0, in the squared unit of the targets.</param>
    public static TrainingLoss GaussianNll(double eps = 1e-6) => new GaussianNll(eps);
}
