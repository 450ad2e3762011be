using System.Globalization;
using System.Text.Json;

namespace Ballast.Cli;

/// <summary>What came of one trial.</summary>
/// <param name="Code">Exit code.</param>
/// <param name="Output">What it wrote; the result is the last line.</param>
/// <param name="Error">What it said of faults.</param>
internal sealed record TrialAnswer(int Code, string Output, string Error)
{
    /// <summary>The result of a task, also where there is none since the trial failed.</summary>
    /// <exception cref="UsageException">The task itself is at fault, so that no other trial could do better.</exception>
    public TResult Of<TResult>(TrialTask<TResult> task) =>
        Code switch
        {
            ExitCode.Done => JsonSerializer.Deserialize<TResult>(Output.TrimEnd().Split('\n')[^1], JsonLine.Options)!,
            ExitCode.BadInput => throw new UsageException(Error.Trim().Replace("ballast: ", "", StringComparison.Ordinal)),
            _ => task.Failed(string.Create(CultureInfo.InvariantCulture, $"exit code {Code}: {Error.Trim()}")),
        };
}
