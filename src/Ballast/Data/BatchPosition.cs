namespace Ballast;

/// <summary>
/// Where a sequence of shuffled batches stands: with the data, these numbers determine every batch to come, augmentation included.
/// </summary>
/// <param name="Seed">The seed of all shuffles.</param>
/// <param name="Epoch">Epochs finished.</param>
/// <param name="Batch">Batches handed out in the present epoch.</param>
public readonly record struct BatchPosition(long Seed, long Epoch, long Batch);
