namespace Ballast;

/// <summary>
/// What share of the samples is set aside. Which ones follows from the seed alone, and for labels every class is shared out alike, so that
/// runs with different training seeds are measured on the same samples.
/// </summary>
/// <param name="Validation">Share for validation, at least 0. Default 0.</param>
/// <param name="Test">Share for the test, above 0. Default 0.2.</param>
/// <param name="Seed">Determines the choice. Default 1.</param>
public sealed record DataSplit(double Validation = 0, double Test = 0.2, long Seed = 1);
