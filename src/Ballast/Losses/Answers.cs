using static TorchSharp.torch;

namespace Ballast;

/// <summary>What a model answered on a batch, beside what would have been right; steps of sequences one below the other.</summary>
/// <param name="Output">What the model gave, float [n, outputs].</param>
/// <param name="Prediction">The answer: classes int64 [n], or numbers [n, values].</param>
/// <param name="Truth">What would have been right, in the shape of <paramref name="Prediction"/>; the class -1 does not count.</param>
public sealed record Answers(Tensor Output, Tensor Prediction, Tensor Truth)
{
    /// <summary>Number of classes: one logit decides between two.</summary>
    public long Classes => Math.Max(2, Output.shape[1]);
}
