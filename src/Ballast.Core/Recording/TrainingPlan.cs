namespace Ballast;

/// <summary>What a training is going to do.</summary>
/// <param name="Epochs">Passes over the training set.</param>
/// <param name="StepsPerEpoch">Batches in one pass.</param>
/// <param name="Batch">Examples in one batch.</param>
/// <param name="Parameters">Number of trained values.</param>
public sealed record TrainingPlan(int Epochs, long StepsPerEpoch, int Batch, long Parameters)
{
    /// <summary>All steps of the training: the guard's horizon.</summary>
    public long Steps => Epochs * StepsPerEpoch;
}
