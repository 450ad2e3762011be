namespace Ballast;

/// <summary>
/// An optimizer whose step depends on the loss. <see cref="StepGuard"/> hands it over, and so does <c>step(closure)</c>; in a
/// loop without either, set it before <c>step()</c>.
/// </summary>
public interface ILossAware
{
    /// <summary>The loss of this batch; NaN before the first.</summary>
    double Loss { get; set; }
}
