using System.Text.RegularExpressions;
using Ballast.Lab;

namespace Ballast.Cli;

/// <summary>Treatments as overrides of a config: what it cannot say has no place in it.</summary>
internal static partial class ConfigTreatments
{
    /// <summary>The overrides; none where a config cannot say it.</summary>
    /// <param name="treatment">What is changed.</param>
    /// <param name="seen">What was seen of the training.</param>
    /// <param name="isList">Whether the model is a list of layers, which names its activations itself.</param>
    public static IReadOnlyList<string> Sets(Treatment treatment, ModelReading seen, bool isList) =>
        isList && treatment.Config(seen).Any(set => ModelKey().IsMatch(set))
            ? [.. treatment.Config(seen).Where(set => set.StartsWith("model.init", StringComparison.Ordinal))]
            : treatment.Config(seen);

    [GeneratedRegex("^model[.](activation|norm)=")]
    private static partial Regex ModelKey();
}
