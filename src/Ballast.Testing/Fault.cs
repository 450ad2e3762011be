namespace Ballast.Testing;

/// <summary>What goes wrong.</summary>
public enum FaultKind
{
    /// <summary>One value becomes NaN.</summary>
    NaN,

    /// <summary>One value becomes infinite.</summary>
    Infinity,

    /// <summary>All values are multiplied.</summary>
    Spike,

    /// <summary>One value becomes 1e30: finite, but its square is not.</summary>
    Huge,

    /// <summary>One bit of one value is the other way round, as by a fault of memory.</summary>
    BitFlip,
}

/// <summary>Where it goes wrong.</summary>
public enum FaultPlace
{
    /// <summary>The gradient of a parameter.</summary>
    Gradient,

    /// <summary>A parameter.</summary>
    Weight,

    /// <summary>What an optimizer of Ballast remembers of a parameter, such as its moments.</summary>
    State,

    /// <summary>A floating-point buffer of the model, such as the running mean of a batch norm.</summary>
    Buffer,
}

/// <summary>A fault at one step.</summary>
/// <param name="Kind">What goes wrong.</param>
/// <param name="Step">Zero-based step at which it does.</param>
/// <param name="Parameter">Name of the parameter or buffer; null for the first.</param>
/// <param name="Factor">How large a spike is.</param>
public sealed record Fault(FaultKind Kind, long Step, string? Parameter = null, double Factor = 1e6)
{
    /// <summary>Where it goes wrong. Default: the gradient.</summary>
    public FaultPlace Place { get; init; }

    /// <summary>Which value, counted round where there are fewer. Default 0.</summary>
    public long Index { get; init; }

    /// <summary>
    /// Which bit a flip turns round, from 0 for the least; 31 is the sign of a float32. Default 30, the largest of its exponent.
    /// </summary>
    public int Bit { get; init; } = 30;
}
