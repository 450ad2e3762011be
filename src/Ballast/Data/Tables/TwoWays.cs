namespace Ballast;

/// <summary>What all cells of a column together allow, where each may be readable in two ways, such as 1,234 or 3/4/2021.</summary>
internal enum WhichWay
{
    /// <summary>Both ways give the same values: nothing shows which is meant, and nothing depends on it.</summary>
    Either,

    /// <summary>Only the first.</summary>
    First,

    /// <summary>Only the second.</summary>
    Second,

    /// <summary>Both, with other values: the column alone cannot tell.</summary>
    Unclear,

    /// <summary>Some cells need the one and some the other.</summary>
    Mixed,
}

/// <summary>The values of a column in both ways.</summary>
/// <param name="First">In the first; NaN where a cell has no value or cannot be read so.</param>
/// <param name="Second">In the second.</param>
internal sealed record TwoWays(double[] First, double[] Second)
{
    /// <summary>
    /// What the column allows, and the row that shows it: for <see cref="WhichWay.Unclear"/> one that differs, for
    /// <see cref="WhichWay.Mixed"/> the first of the fewer.
    /// </summary>
    public (WhichWay Way, int Row) Decide()
    {
        int onlyFirst = 0,
            onlySecond = 0,
            differs = -1,
            first = -1,
            second = -1;
        for (var row = 0; row < First.Length; row++)
        {
            var (a, b) = (First[row], Second[row]);
            if (double.IsNaN(b) && !double.IsNaN(a))
                first = onlyFirst++ == 0 ? row : first;
            else if (double.IsNaN(a) && !double.IsNaN(b))
                second = onlySecond++ == 0 ? row : second;
            else if (a != b && !double.IsNaN(a) && differs < 0)
                differs = row;
        }

        if (onlyFirst > 0 && onlySecond > 0)
            return (WhichWay.Mixed, onlyFirst < onlySecond ? first : second);
        if (onlyFirst > 0)
            return (WhichWay.First, first);
        if (onlySecond > 0)
            return (WhichWay.Second, second);
        return differs >= 0 ? (WhichWay.Unclear, differs) : (WhichWay.Either, -1);
    }

    /// <summary>Whether more cells can be read in the second way than in the first.</summary>
    public bool MostlySecond => Second.Count(value => !double.IsNaN(value)) > First.Count(value => !double.IsNaN(value));
}
