namespace Ballast;

/// <summary>What of a loss is not finite where answers are confident.</summary>
public enum EdgeKind
{
    /// <summary>Nothing, or nobody looked.</summary>
    None,

    /// <summary>Its value.</summary>
    Loss,

    /// <summary>Its derivative alone.</summary>
    Gradient,
}
