namespace Ballast;

/// <summary>The losses.</summary>
public static class Losses
{
    internal const string CrossEntropyName = "cross-entropy";
    internal const string BceWithLogitsName = "bce-with-logits";

    private static readonly Dictionary<string, Func<TrainingLoss>> ByName = new()
    {
        [CrossEntropyName] = CrossEntropy,
        [BceWithLogitsName] = BceWithLogits,
        ["cross-entropy-loss"] = CrossEntropy,
        ["binary-cross-entropy-with-logits"] = BceWithLogits,
    };

    /// <summary>
    /// All names that <see cref="Create"/> knows: <c>cross-entropy</c> and <c>bce-with-logits</c>, and their long forms <c>cross-entropy-loss</c> and
    /// <c>binary-cross-entropy-with-logits</c>.
    /// </summary>
    public static IReadOnlyCollection<string> Names => ByName.Keys;

    /// <summary>Looks a loss up by name.</summary>
    /// <exception cref="ArgumentException">There is no such name; the nearest one is suggested.</exception>
    public static TrainingLoss Create(string name) => ByName.TryGetValue(name, out var create)
        ? create()
        : throw Suggestion.Unknown("loss", name, Names, nameof(name));

    /// <summary>Softmax cross-entropy: one logit per class, labels 0 to classes - 1.</summary>
    public static TrainingLoss CrossEntropy() => new CrossEntropy();

    /// <summary>
    /// Sigmoid cross-entropy: one logit for two classes (labels 0 and 1), otherwise one logit per class against one-hot labels.
    /// </summary>
    public static TrainingLoss BceWithLogits() => new BceWithLogits();
}
