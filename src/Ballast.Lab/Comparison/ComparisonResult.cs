namespace Ballast.Lab;

/// <summary>How one training of a <see cref="ComparisonTask"/> ended.</summary>
/// <param name="Value">The task's measure at the end; NaN if weights or outputs are not finite.</param>
/// <param name="Refused">Steps that were not taken.</param>
/// <param name="Flips">Neurons that deadly flips acted on.</param>
/// <param name="RowSwaps">How many of them swapped with another neuron, guarded.</param>
/// <param name="SpectralRadius">Of the first recurrent matrix; NaN where there is none.</param>
/// <param name="Digest">Of all weights: equal digests, equal bits.</param>
public sealed record ComparisonResult(double Value, int Refused, long Flips, long RowSwaps, double SpectralRadius, string Digest)
{
    /// <summary>Loss on clean data: of classes the cross-entropy, of numbers the task's measure. NaN if weights are not finite.</summary>
    public double TestLoss { get; init; } = double.NaN;

    /// <summary>Share of right answers on clean data; NaN where numbers are predicted.</summary>
    public double TestAccuracy { get; init; } = double.NaN;

    /// <summary>Loss of every batch.</summary>
    public IReadOnlyList<double> Losses { get; init; } = [];

    /// <summary>Norm of every step's gradient, before anything was changed.</summary>
    public IReadOnlyList<double> GradientNorms { get; init; } = [];

    /// <summary>See <see cref="GradientNoise"/>, over 16 further batches at the last weights; NaN if they are not finite.</summary>
    public double GradientVariance { get; init; } = double.NaN;

    /// <summary>Median time of a step: forward, backward, and what the method does.</summary>
    public TimeSpan StepTime { get; init; }
}
