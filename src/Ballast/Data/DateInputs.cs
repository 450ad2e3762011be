namespace Ballast;

/// <summary>What becomes of a column of dates or times.</summary>
public enum DateInputs
{
    /// <summary>
    /// The days since the first date as a number, and the day of the year, the day of the week and, where the column has times, the time of
    /// day as two inputs each: sine and cosine, so that the end of a year is near its beginning. A time of day alone is two inputs. The
    /// default.
    /// </summary>
    Parts,

    /// <summary>One number: the days since the first date, with fractions; of a time of day the hours.</summary>
    Days,

    /// <summary>An error that names the column.</summary>
    Refuse,
}
