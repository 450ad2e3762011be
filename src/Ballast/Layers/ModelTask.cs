namespace Ballast;

/// <summary>What a model is built for, known from data and loss.</summary>
/// <param name="InputShape">Of one input, without the batch dimension.</param>
/// <param name="OutputShape">Of one output: [outputs], or [steps, outputs] where every step of a sequence is answered.</param>
/// <param name="Symbols">How many symbols there are where inputs are symbols (int64, 0 to this minus 1); null where they are
/// numbers.</param>
internal sealed record ModelTask(IReadOnlyList<long> InputShape, IReadOnlyList<long> OutputShape, long? Symbols = null)
{
    /// <summary>The symbol that fills sequences up and is not read; null where every symbol is.</summary>
    public long? Padding { get; init; }

    /// <summary>Values of one input.</summary>
    public long Inputs => InputShape.Aggregate(1L, (product, size) => product * size);

    /// <summary>Values of one answer.</summary>
    public long Outputs => OutputShape[^1];
}
