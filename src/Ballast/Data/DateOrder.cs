namespace Ballast;

/// <summary>Which number stands first in dates such as 3/4/2021.</summary>
public enum DateOrder
{
    /// <summary>The day: 3 April.</summary>
    DayFirst,

    /// <summary>The month: 4 March.</summary>
    MonthFirst,
}
