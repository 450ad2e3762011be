using System.Globalization;
using Ballast.Lab;

namespace Ballast.Cli;

/// <summary>One trial of a suite that is to be run.</summary>
/// <param name="Scenario">What is trained.</param>
/// <param name="Policy">Under which policy.</param>
/// <param name="Seed">From which seed.</param>
internal sealed record TrialTask(Scenario Scenario, string Policy, int Seed) : ITrialTask<TrialResult>
{
    /// <summary>Of another assembly with its version, so that one that was changed is not answered with old results.</summary>
    public string File => string.Create(CultureInfo.InvariantCulture, $"{Scenario.Name}{Version}.{Policy}.{Seed}");

    private string Version =>
        Scenario.GetType().Module is var module && module.Assembly != typeof(Scenario).Assembly ? $"@{module.ModuleVersionId:N}"[..9] : "";

    public IReadOnlyList<string> Arguments =>
        [TrialCommand.Name, "--scenario", Scenario.Name, "--policy", Policy, "--seed", Seed.ToString(CultureInfo.InvariantCulture)];

    /// <summary>The result if there is none, since the trial's process died.</summary>
    public TrialResult Failed(string error) =>
        new()
        {
            Name = Scenario.Name,
            Policy = Policy,
            Seed = Seed,
            Oracle = Scenario.Oracle,
            Trivial = Scenario.Trivial,
            Error = error,
        };
}
