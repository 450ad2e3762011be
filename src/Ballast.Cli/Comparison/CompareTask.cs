using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Ballast.Cli;

/// <summary>One training of a comparison that is to be run.</summary>
/// <param name="Name">The comparison task, or what the user's own training is called.</param>
/// <param name="Technique">How it is trained.</param>
/// <param name="Seed">From which seed.</param>
/// <param name="Training">What else its process is told: which config, how long.</param>
internal sealed record CompareTask(string Name, string Technique, int Seed, IReadOnlyList<string> Training) : ITrialTask<CompareTrial>
{
    public string File => string.Create(CultureInfo.InvariantCulture, $"{Name}.{Technique}.{Seed}{Mark}");

    public IReadOnlyList<string> Arguments =>
        [
            CompareTrialCommand.Name,
            "--task",
            Name,
            "--technique",
            Technique,
            "--seed",
            Seed.ToString(CultureInfo.InvariantCulture),
            .. Training,
        ];

    public CompareTrial Failed(string error) =>
        new()
        {
            Task = Name,
            Technique = Technique,
            Seed = Seed,
            Error = error,
        };

    // trainings of other lengths or other configs are other trainings
    private string Mark =>
        Training.Count == 0
            ? ""
            : "." + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', Training))))[..8];
}
