using Ballast.Lab;

namespace Ballast.Cli;

/// <summary>One technique over all tasks.</summary>
/// <param name="Technique">Its name.</param>
/// <param name="Lines">Lines of code to use it.</param>
/// <param name="Time">Median time ratio.</param>
/// <param name="Memory">Median memory ratio.</param>
internal sealed record TechniqueOverview(string Technique, int Lines, double Time, double Memory)
{
    /// <summary>By setting: over how many tasks, what share survived, and its mean place by test loss.</summary>
    public IReadOnlyDictionary<string, Standing> Standings { get; private init; } = new Dictionary<string, Standing>();

    /// <summary>Its median gradient peak over the tasks.</summary>
    public double GradPeak { get; private init; }

    /// <summary>The median ratio of its gradient variance to the baseline's.</summary>
    public double VarianceRatio { get; private init; }

    public static TechniqueOverview Of(ComparisonTechnique technique, IReadOnlyList<CompareRow> rows)
    {
        var ours = rows.Where(row => row.Technique == technique.Name).ToArray();
        var plain = rows.Where(row => row.Technique == ComparisonTechniques.Baseline).ToDictionary(row => row.Task);
        return new(
            technique.Name,
            technique.Lines,
            Statistics.Median(ours.Select(row => row.TimeRatio)),
            Statistics.Median(ours.Select(row => row.MemoryRatio))
        )
        {
            Standings = ours.GroupBy(row => row.Setting)
                .ToDictionary(
                    group => group.Key,
                    group => new Standing(group.Count(), group.Average(row => row.Survived), group.Average(row => Place(row, rows)))
                ),
            GradPeak = Statistics.Median(ours.Select(row => row.GradPeak)),
            VarianceRatio = Statistics.Median(
                ours.Where(row => plain.ContainsKey(row.Task) && double.IsFinite(plain[row.Task].GradVariance))
                    .Select(row => row.GradVariance / plain[row.Task].GradVariance)
            ),
        };
    }

    // by test loss among all techniques of the task
    private static double Place(CompareRow row, IReadOnlyList<CompareRow> rows)
    {
        CompareRow[] rivals = [.. rows.Where(other => other.Task == row.Task)];
        return Statistics.Ranks([.. rivals.Select(rival => rival.TestLoss)])[Array.IndexOf(rivals, row)];
    }

    /// <param name="Tasks">How many.</param>
    /// <param name="Survived">Share of the trainings.</param>
    /// <param name="Place">Mean place, 1 the best.</param>
    internal sealed record Standing(int Tasks, double Survived, double Place);
}
