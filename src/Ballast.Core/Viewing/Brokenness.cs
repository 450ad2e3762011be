namespace Ballast;

/// <summary>What a bucket of steps holds besides finite numbers.</summary>
[Flags]
internal enum Brokenness
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>A NaN at least.</summary>
    NaN = 1,

    /// <summary>An infinity at least.</summary>
    Infinite = 2,
}
