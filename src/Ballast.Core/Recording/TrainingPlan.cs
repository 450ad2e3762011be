namespace Ballast;

/// <summary>What a training is going to do.</summary>
/// <param name="Epochs">Passes over the training set.</param>
/// <param name="StepsPerEpoch">Batches in one pass.</param>
/// <param name="Batch">Examples in one batch.</param>
/// <param name="Parameters">Number of trained values.</param>
public sealed record TrainingPlan(int Epochs, long StepsPerEpoch, int Batch, long Parameters)
{
    /// <summary>The training ends after so many steps, in the middle of an epoch if need be; null for none.</summary>
    public long? MaxSteps { get; init; }

    /// <summary>Steps taken before, by a training that is resumed. Default 0.</summary>
    public long Done { get; init; }

    /// <summary>All steps of the training, those done before included: the guard's horizon.</summary>
    public long Steps => Math.Min(Epochs * StepsPerEpoch, MaxSteps ?? long.MaxValue);
}
