namespace Ballast;

/// <summary>What the learning rate has to do with it that a training goes back.</summary>
internal enum RateCause
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>It may have been too high for some steps.</summary>
    Passing,

    /// <summary>It is too high from here on.</summary>
    Lasting,
}
