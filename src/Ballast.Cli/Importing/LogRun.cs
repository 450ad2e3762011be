using System.Globalization;

namespace Ballast.Cli;

/// <summary>A log of another tool as a run file, as far as its numbers go.</summary>
internal static class LogRun
{
    /// <summary>Writes the run.</summary>
    /// <param name="series">The numbers, by tag and step.</param>
    /// <param name="roles">What they are.</param>
    /// <param name="source">Where they come from, for the facts.</param>
    /// <param name="folder">The run's.</param>
    /// <returns>The run file.</returns>
    public static string Write(
        IReadOnlyDictionary<string, SortedDictionary<long, double>> series,
        LogRoles roles,
        string source,
        string folder
    )
    {
        var facts = new Dictionary<string, string> { ["imported from"] = source, ["not used"] = string.Join(", ", roles.Unused) };
        using var writer = Sinks.RunFile(folder, new RunFileOptions { Info = facts });
        string[] names = [.. roles.Gradients.Keys.Union(roles.Weights.Keys)];
        // the norm of the whole is that of one parameter where no others are known
        ParameterInfo[] parameters =
            names.Length > 0 ? [.. names.Select(Info)]
            : roles.GradientNorm is null ? []
            : [Info("all parameters")];
        writer.Begin(parameters);
        var count = 0;
        foreach (var step in Steps(series, roles))
        {
            var readings = new ParameterReading[parameters.Length];
            for (var i = 0; i < readings.Length; i++)
                readings[i] =
                    names.Length > 0
                        ? Reading(
                            parameters[i],
                            At(roles.Gradients.GetValueOrDefault(names[i]), step),
                            At(roles.Weights.GetValueOrDefault(names[i]), step)
                        )
                        : Reading(parameters[i], At(roles.GradientNorm, step), null);
            // a gradient that was not logged with the others would be one that is NaN
            var known = readings.All(it => it.NonFinite > 0 || double.IsFinite(it.Norm));
            var loss = At(roles.Loss, step) ?? double.NaN;
            var record = new StepRecord(new GradientReading(step, loss, known ? readings : []), Verdict.Proceed)
            {
                LearningRate = At(roles.Rate, step) ?? double.NaN,
            };
            writer.Step(record, At(roles.Accuracy, step) ?? double.NaN);
            if (++count % 1000 == 0)
                writer.Saving();
        }

        var epoch = 0;
        foreach (var step in Union(series, roles.TestLoss, roles.TestAccuracy))
            writer.Evaluated(
                new EvaluationRecord(step, ++epoch, At(roles.TestLoss, step) ?? double.NaN, At(roles.TestAccuracy, step) ?? double.NaN)
            );
        return writer.Path;

        double? At(string? tag, long step) => tag is not null && series[tag].TryGetValue(step, out var value) ? value : null;
    }

    // those of the loss, where there is one: a loss that is missing would be one that is NaN
    private static IEnumerable<long> Steps(IReadOnlyDictionary<string, SortedDictionary<long, double>> series, LogRoles roles) =>
        roles.Loss is { } loss
            ? series[loss].Keys
            : Union(series, [roles.GradientNorm, roles.Accuracy, roles.Rate, .. roles.Gradients.Values]);

    private static IEnumerable<long> Union(IReadOnlyDictionary<string, SortedDictionary<long, double>> series, params string?[] tags) =>
        tags.OfType<string>().SelectMany(tag => series[tag].Keys).Distinct().Order();

    private static ParameterInfo Info(string name) => new(name.Length > 0 ? name : "?", []);

    private static ParameterReading Reading(ParameterInfo info, double? norm, double? weight) =>
        new(info, norm ?? double.NaN, double.NaN, norm is { } number && !double.IsFinite(number) ? 1 : 0, weight ?? double.NaN);

    /// <summary>What became of the log, in one sentence a line.</summary>
    public static IEnumerable<string> Tell(LogRoles roles)
    {
        foreach (
            var (what, tag) in new[]
            {
                ("loss", roles.Loss),
                ("accuracy", roles.Accuracy),
                ("test loss", roles.TestLoss),
                ("test accuracy", roles.TestAccuracy),
                ("gradient norm", roles.GradientNorm),
                ("learning rate", roles.Rate),
            }
        )
            if (tag is not null)
                yield return $"{what}: {tag}";
        if (roles.Gradients.Count > 0)
            yield return string.Create(CultureInfo.InvariantCulture, $"gradient norms of {roles.Gradients.Count} parameters");
        if (roles.Unused.Count > 0)
            yield return $"not used: {string.Join(", ", roles.Unused)}";
    }
}
