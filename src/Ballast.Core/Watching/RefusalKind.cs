namespace Ballast;

/// <summary>What a step was refused for.</summary>
internal enum RefusalKind
{
    /// <summary>The loss is not finite.</summary>
    Loss,

    /// <summary>The loss is finite and its gradient is not.</summary>
    Gradient,

    /// <summary>Loss and gradient are finite, and the forward pass poisoned a buffer.</summary>
    Buffer,

    /// <summary>All is finite: a rule refused.</summary>
    Rule,
}
