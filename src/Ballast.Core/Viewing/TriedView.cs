namespace Ballast;

/// <summary>One change that was tried by replay.</summary>
/// <param name="Name">What was changed.</param>
/// <param name="Cause">What it is a remedy of, in words; empty if of nothing in particular.</param>
/// <param name="Score">What the training reached with it; NaN if it failed.</param>
/// <param name="Heals">Whether it makes up for what is wrong.</param>
public sealed record TriedView(string Name, string Cause, double Score, bool Heals);
