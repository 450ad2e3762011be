namespace Ballast;

/// <summary>What a cell of dates or times holds.</summary>
[Flags]
internal enum DateShape
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>A day.</summary>
    Date = 1,

    /// <summary>A time of day.</summary>
    Time = 2,

    /// <summary>How far that time is from UTC.</summary>
    Zone = 4,
}
