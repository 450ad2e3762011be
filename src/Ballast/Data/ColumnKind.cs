namespace Ballast;

/// <summary>What the cells of a column hold that is no text.</summary>
internal enum ColumnKind
{
    /// <summary>Numbers, in whatever spelling.</summary>
    Number,

    /// <summary>Two words for yes and no, which become 1 and 0.</summary>
    YesNo,

    /// <summary>Dates, with or without a time of day.</summary>
    Date,

    /// <summary>Times of day.</summary>
    Time,
}
