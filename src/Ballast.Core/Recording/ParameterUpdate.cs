namespace Ballast;

/// <summary>What the optimizer proposed for one parameter and how much of it was applied.</summary>
/// <param name="ChangeNorm">Norm of the proposed change; not finite if any value was not.</param>
/// <param name="WeightNorm">Norm of the weights before it.</param>
/// <param name="Scale">The share applied, in (0, 1]; 0 if the change was not finite and the weights stayed.</param>
public readonly record struct ParameterUpdate(double ChangeNorm, double WeightNorm, double Scale);
