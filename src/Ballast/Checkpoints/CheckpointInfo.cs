namespace Ballast;

/// <summary>What a checkpoint is of.</summary>
/// <param name="Path">The file.</param>
/// <param name="Step">Steps taken when it was written, refused ones included.</param>
/// <param name="Facts">What the writer noted beside.</param>
public sealed record CheckpointInfo(string Path, long Step, IReadOnlyDictionary<string, string> Facts);
