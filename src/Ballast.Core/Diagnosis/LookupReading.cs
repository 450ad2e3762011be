namespace Ballast;

/// <summary>A table of symbols in one forward and backward pass, and the rows of symbols that it was asked for.</summary>
/// <param name="Name">Its path within the model.</param>
/// <param name="Symbols">How many symbols it knows.</param>
public sealed record LookupReading(string Name, long Symbols)
{
    /// <summary>The symbol that fills rows up to a common length and stands nowhere else; null where there is none.</summary>
    public long? Filler { get; init; }

    /// <summary>Share of all places that it takes.</summary>
    public double Filled { get; init; }

    /// <summary>Whether the loss depends on what the table has for it.</summary>
    public bool IsFillerLearned { get; init; }
}
