namespace Ballast.Lab;

/// <summary>A recurrent network that lets a dropout into its cell.</summary>
internal interface ITakesCellDropout
{
    /// <summary>Null for none, which leaves the recurrence to libtorch.</summary>
    CellDropout? Cell { get; set; }
}
