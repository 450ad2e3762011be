namespace Ballast;

/// <summary>A cause that a finding points to.</summary>
/// <param name="Cause">What would have to be changed.</param>
/// <param name="Confidence">How sure that is, from 0 to 1.</param>
public readonly record struct CauseGuess(Cause Cause, double Confidence);
