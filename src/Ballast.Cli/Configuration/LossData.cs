namespace Ballast.Cli;

/// <summary>What a loss may ask of the data: the classes, and how often each is in the training part.</summary>
/// <param name="Classes">How many there are; 0 where numbers are predicted.</param>
/// <param name="Names">What they are called; empty where they have no names but their numbers.</param>
/// <param name="Counts">How often each is in the training part, without what the loss ignores; null where that is not known, since a model
/// is only used.</param>
internal sealed record LossData(int Classes, IReadOnlyList<string> Names, IReadOnlyList<long>? Counts)
{
    public static LossData Of(SampleFormat format) => new(format.Classes, format.ClassNames, null);

    public static LossData Of(Dataset data, long? ignored) =>
        new(data.Classes, data.ClassNames, data.Classes > 0 ? ClassWeights.Count(data.TrainY, data.Classes, ignored) : null);

    /// <summary>Every class by name, or by its number.</summary>
    public IReadOnlyList<string> Known => Names.Count > 0 ? Names : [.. Enumerable.Range(0, Classes).Select(i => $"{i}")];
}
