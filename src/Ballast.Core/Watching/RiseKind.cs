namespace Ballast;

/// <summary>How a loss has risen.</summary>
internal enum RiseKind
{
    None,
    Suddenly,
    Slowly,
}
