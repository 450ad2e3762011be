namespace Ballast;

/// <summary>
/// One column of a table as inputs are made of it: everything that was decided and learned about it, so that another table is read alike.
/// </summary>
/// <param name="Name">From the header.</param>
/// <param name="Categories">The texts that each are one input of 0 and 1, in their order; null for a column of numbers, dates or yes and
/// no.</param>
internal sealed record InputColumn(string Name, IReadOnlyList<string>? Categories)
{
    /// <summary>How its cells are written; null for texts.</summary>
    public ColumnNotation? Notation { get; init; }

    /// <summary>What its dates become.</summary>
    public DateInputs Dates { get; init; }

    /// <summary>The first date of the training part, in seconds since 2000-01-01; 0 where there are no dates.</summary>
    public double First { get; init; }

    /// <summary>What the inputs of a missing cell are, in raw values; null where a missing cell is an error.</summary>
    public IReadOnlyList<double>? Fill { get; init; }

    /// <summary>Whether one more input, after the others, is 1 where the cell is missing.</summary>
    public bool Marked { get; init; }

    /// <summary>How many inputs it is.</summary>
    internal int Inputs => ColumnInputs.Count(this) + (Marked ? 1 : 0);
}
