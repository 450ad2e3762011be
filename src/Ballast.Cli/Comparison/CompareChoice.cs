using Ballast.Lab;

namespace Ballast.Cli;

/// <summary>Finds tasks and techniques by their names.</summary>
internal static class CompareChoice
{
    /// <summary>Every kind of trouble and every smooth kind once, none of them slow.</summary>
    private static readonly string[] s_quick =
    [
        "sgd-rate",
        "poisoned-batches",
        "heavy-tails",
        "tanh-recurrence-2",
        "weight-faults",
        "calm-sgd",
        "calm-conv",
        "little-data",
    ];

    /// <summary>The named ones in their own order; all, or those of the quick form, where none is named.</summary>
    public static IReadOnlyList<ComparisonTask> Tasks(IReadOnlyList<string> names, bool quick)
    {
        if (names.Count == 0 && quick)
            names = s_quick;
        var chosen = names.Select(name => Known(name, ComparisonTasks.Of)).ToArray();
        return chosen.Length == 0 ? ComparisonTasks.All : [.. ComparisonTasks.All.Where(chosen.Contains)];
    }

    /// <summary>The same of techniques; the baseline is always among them, since ratios need it.</summary>
    public static IReadOnlyList<ComparisonTechnique> Techniques(IReadOnlyList<string> names)
    {
        var chosen = names
            .Select(name => Known(name, ComparisonTechniques.Of))
            .Append(ComparisonTechniques.Of(ComparisonTechniques.Baseline))
            .ToArray();
        return names.Count == 0 ? ComparisonTechniques.All : [.. ComparisonTechniques.All.Where(chosen.Contains)];
    }

    private static T Known<T>(string name, Func<string, T> of)
    {
        try
        {
            return of(name);
        }
        catch (ArgumentException fault)
        {
            throw new UsageException(fault.Message.Split(" (Parameter")[0]);
        }
    }
}
