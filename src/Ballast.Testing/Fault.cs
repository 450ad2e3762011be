namespace Ballast.Testing;

/// <summary>What goes wrong.</summary>
public enum FaultKind
{
    /// <summary>One gradient value becomes NaN.</summary>
    NaN,

    /// <summary>One gradient value becomes infinite.</summary>
    Infinity,

    /// <summary>The whole gradient of one parameter is multiplied.</summary>
    Spike,
}

/// <summary>A fault at one step.</summary>
/// <param name="Kind">What goes wrong.</param>
/// <param name="Step">Zero-based step at which it does.</param>
/// <param name="Parameter">Name of the parameter; null for the first.</param>
/// <param name="Factor">How large a spike is.</param>
public sealed record Fault(FaultKind Kind, long Step, string? Parameter = null, double Factor = 1e6);
