namespace Ballast;

/// <summary>What stands at the beginning of a checkpoint, in words: enough to say what it is of without reading its tensors.</summary>
/// <param name="Ballast">The version that wrote it.</param>
/// <param name="Step">Steps taken.</param>
/// <param name="Facts">What the writer noted.</param>
/// <param name="Tensors">Every parameter and buffer in the order in which they follow: the fingerprint of the architecture.</param>
/// <param name="Optimizer">The optimizer's type.</param>
/// <param name="Guarded">Whether the state of a guard follows.</param>
/// <param name="Parts">Names of the other parts, in the order in which they follow.</param>
internal sealed record CheckpointHeader(
    string Ballast,
    long Step,
    IReadOnlyDictionary<string, string> Facts,
    IReadOnlyList<CheckpointTensor> Tensors,
    string? Optimizer,
    bool Guarded,
    IReadOnlyList<string> Parts
);
