namespace Ballast;

/// <summary>What is remembered of one parameter, as it is written into a checkpoint.</summary>
/// <param name="Calls">See <see cref="ParameterInfo.Calls"/>.</param>
/// <param name="Limited">In how many steps a cap limited it.</param>
/// <param name="IsOutput">See <see cref="ParameterInfo.IsOutput"/>.</param>
/// <param name="Kept">See <see cref="ParameterInfo.Kept"/>.</param>
internal readonly record struct ParameterState(int Calls, long Limited, bool IsOutput, double Kept);
