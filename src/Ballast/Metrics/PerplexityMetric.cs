using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>Sums: minus the log probabilities of the right classes, how many.</summary>
internal sealed class PerplexityMetric() : Metric("perplexity", classifies: true)
{
    public override Tensor Measure(Answers answers)
    {
        if (answers.Output.shape[1] < 2)
            throw new ArgumentException(
                $"{Name} needs a logit per class, and this model gives one for both. Use "
                    + "cross-entropy as the loss, or leave the metric out.",
                nameof(answers)
            );
        var there = answers.Truth.IsAtLeast(0);
        var logs = nn
            .functional.log_softmax(answers.Output, 1)
            .gather(1, answers.Truth.AtLeast(0).unsqueeze(1))
            .squeeze(1)
            .to(ScalarType.Float64);
        return stack([logs.Masked(there.logical_not(), 0).sum().neg(), there.sum().to(ScalarType.Float64)]);
    }

    public override MetricValue Value(ReadOnlySpan<double> sums) => new(Name, Math.Exp(sums[0] / sums[1]));
}
