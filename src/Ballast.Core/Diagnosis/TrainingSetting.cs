namespace Ballast;

/// <summary>How a model is trained, as far as it is known.</summary>
public sealed record TrainingSetting
{
    /// <summary>Name of the optimizer's class; empty if unknown.</summary>
    public string Optimizer { get; init; } = "";

    /// <summary>The learning rate, the largest of all groups.</summary>
    public double Rate { get; init; } = double.NaN;

    /// <summary>Weight decay, the largest of all groups.</summary>
    public double Decay { get; init; }

    /// <summary>Name of the loss, such as <c>cross-entropy</c>; empty if unknown.</summary>
    public string Loss { get; init; } = "";

    /// <summary>Samples in a batch.</summary>
    public long Batch { get; init; }
}
