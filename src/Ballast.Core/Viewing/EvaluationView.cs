namespace Ballast;

/// <summary>An evaluation; NaN where a number is one or is unknown.</summary>
/// <param name="Step">Steps done before it.</param>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="Loss">The loss on the test data.</param>
/// <param name="Accuracy">From 0 to 1.</param>
public sealed record EvaluationView(long Step, int Epoch, double Loss, double Accuracy);
