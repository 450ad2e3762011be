namespace Ballast;

/// <summary>What a training has learned, measured against the trivial predictor of the same data.</summary>
public enum Learned
{
    /// <summary>Better than the trivial predictor by more than chance would bring.</summary>
    Yes,

    /// <summary>No better: there is evidence that nothing was learned, not merely none that something was.</summary>
    No,

    /// <summary>Worse by more than chance would bring.</summary>
    Worse,
}
