namespace Ballast;

/// <summary>One column of a table as inputs are made of it.</summary>
/// <param name="Name">From the header.</param>
/// <param name="Categories">The texts that each are one input of 0 and 1, in their order; null for a column of numbers, which is one input.</param>
public sealed record InputColumn(string Name, IReadOnlyList<string>? Categories);
