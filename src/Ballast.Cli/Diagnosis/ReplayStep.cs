namespace Ballast.Cli;

/// <summary>A step as a run recorded it.</summary>
/// <param name="Loss">Its loss.</param>
/// <param name="Norm">The norm of its gradients.</param>
/// <param name="WentBack">Whether the training went back to an older state at it.</param>
internal readonly record struct ReplayStep(double Loss, double Norm, bool WentBack);
