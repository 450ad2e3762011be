namespace Ballast;

/// <summary>What always the same answer reaches.</summary>
/// <param name="Loss">Its loss.</param>
/// <param name="Accuracy">Its accuracy; NaN if there is none.</param>
/// <param name="Learned">yes, no, worse; empty where it cannot be told.</param>
/// <param name="Sentence">In words.</param>
public sealed record TrivialView(double Loss, double Accuracy, string Learned, string Sentence);
