using System.Text.RegularExpressions;
using Ballast.Lab;

namespace Ballast.Cli;

/// <summary>Treatments as changes of a config: what it cannot say has no place in it.</summary>
internal static partial class ConfigTreatments
{
    /// <summary>A candidate whose training is built from the changed config.</summary>
    public static Treatment Of(Treatment treatment, ConfigTrial trial, bool isList)
    {
        return treatment with
        {
            Apply = (_, seen) =>
            {
                var sets = Sets(treatment, seen, isList);
                if (sets.Count == 0 && treatment.Name != "guard")
                    return null;
                try
                {
                    return trial.Create(sets);
                }
                catch (Exception fault) when (fault is ConfigException or UsageException)
                {
                    return null;
                }
            },
            Config = seen => Sets(treatment, seen, isList),
        };
    }

    // a list of layers names its activations itself
    private static IReadOnlyList<string> Sets(Treatment treatment, ModelReading seen, bool isList) =>
        isList && treatment.Config(seen).Any(set => ModelKey().IsMatch(set))
            ? [.. treatment.Config(seen).Where(set => set.StartsWith("model.init", StringComparison.Ordinal))]
            : treatment.Config(seen);

    [GeneratedRegex("^model[.](activation|norm)=")]
    private static partial Regex ModelKey();
}
