namespace Ballast.Cli;

/// <summary>What a screen says about a run besides its numbers.</summary>
/// <param name="Title">Model, data, optimizer in one line, such as <c>mlp on fashion-mnist-sample, sgd</c>.</param>
/// <param name="Guard">The guard as asked for: <c>auto</c>, <c>observe</c>, <c>off</c>, or <c>custom</c>.</param>
/// <param name="Run">Path of the run file; null if none is written.</param>
/// <param name="Resumable">Whether checkpoints are written.</param>
internal sealed record RunFacts(string Title, string Guard, string? Run, bool Resumable = false)
{
    /// <summary>The language it is said in. Default English.</summary>
    public Speech Speech { get; init; } = Speech.English;

    /// <summary>The names of the classes in order; null if they have none but their numbers.</summary>
    public IReadOnlyList<string>? Classes { get; init; }
}
