namespace Ballast;

/// <summary>Where a test or validation set of one's own is: what is not said is as for the training set.</summary>
/// <param name="Path">A csv file, an npz archive, or a folder of pictures with one folder for each class.</param>
/// <param name="Inputs">The npy file of the inputs, or their key in an npz archive.</param>
/// <param name="Targets">The same of the targets.</param>
public sealed record PartSource(string? Path = null, string? Inputs = null, string? Targets = null);
