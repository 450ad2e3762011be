using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Ballast.Cli;

/// <summary>A training that is to be run in another process.</summary>
/// <typeparam name="TResult">What that process writes as its last line.</typeparam>
/// <param name="Training">What is trained.</param>
/// <param name="Policy">Under which policy.</param>
/// <param name="Seed">From which seed.</param>
/// <param name="Failed">The result if there is none, since the process died: of what it said.</param>
internal sealed record TrialTask<TResult>(string Training, string Policy, int Seed, Func<string, TResult> Failed)
{
    /// <summary>What else tells its result from others: where its library was changed, an old one is no answer.</summary>
    public string Version { get; init; } = "";

    /// <summary>What else its process is told: which config, how long.</summary>
    public IReadOnlyList<string> More { get; init; } = [];

    /// <summary>What its result is kept under, without an ending.</summary>
    public string File => string.Create(CultureInfo.InvariantCulture, $"{Training}{Version}.{Policy}.{Seed}{Mark}");

    /// <summary>What the tool is called with.</summary>
    public IReadOnlyList<string> Arguments =>
        [TrialCommand.Name, "--training", Training, "--policy", Policy, "--seed", Seed.ToString(CultureInfo.InvariantCulture), .. More];

    // trainings of other lengths or other configs are other trainings
    private string Mark =>
        More.Count == 0 ? "" : "." + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', More))))[..8];
}
