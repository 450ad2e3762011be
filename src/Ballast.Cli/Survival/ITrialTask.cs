namespace Ballast.Cli;

/// <summary>A training that is to be run in a process of its own.</summary>
/// <typeparam name="TResult">What that process writes as its last line.</typeparam>
internal interface ITrialTask<out TResult>
{
    /// <summary>What its result is kept under, without an ending.</summary>
    string File { get; }

    /// <summary>What the tool is called with.</summary>
    IReadOnlyList<string> Arguments { get; }

    /// <summary>The result if there is none, since the process died.</summary>
    TResult Failed(string error);
}
