namespace Ballast;

/// <summary>What happens to cells that hold no value: empty ones, NA, NaN, null, a dash, a question mark.</summary>
public enum MissingCells
{
    /// <summary>An error that counts them by column. The default: what a gap means is not for Ballast to guess.</summary>
    Refuse,

    /// <summary>Their rows are left out.</summary>
    Drop,

    /// <summary>
    /// They get the mean of the column over the training part, and one more input of 0 and 1 says where. Of texts all inputs are 0.
    /// </summary>
    Mean,

    /// <summary>The same with the median.</summary>
    Median,
}
