using Ballast.Lab;

namespace Ballast.Cli;

/// <summary>All rows of a comparison.</summary>
internal sealed class CompareSummary
{
    /// <summary>The setting of a training of the user's own.</summary>
    public const string Own = "own";

    /// <param name="techniques">In the order of the tables; the baseline is among them.</param>
    /// <param name="trials">All trials, by task, technique and seed.</param>
    public CompareSummary(IReadOnlyList<ComparisonTechnique> techniques, IReadOnlyList<CompareTrial> trials)
    {
        (Techniques, Trials) = (techniques, trials);
        Tasks = [.. trials.Select(trial => trial.Task).Distinct()];
        var of = trials.ToLookup(trial => (trial.Task, trial.Technique));
        Rows =
        [
            .. (
                from task in Tasks
                from technique in techniques
                let ours = of[(task, technique.Name)].OrderBy(trial => trial.Seed).ToArray()
                where ours.Length > 0
                select CompareRow.Of(
                    SettingOf(task),
                    technique.Lines,
                    ours,
                    [.. of[(task, ComparisonTechniques.Baseline)].OrderBy(trial => trial.Seed)]
                )
            ).OfType<CompareRow>(),
        ];
        Overview = [.. techniques.Select(technique => TechniqueOverview.Of(technique, Rows))];
    }

    public IReadOnlyList<ComparisonTechnique> Techniques { get; }

    public IReadOnlyList<CompareTrial> Trials { get; }

    public IReadOnlyList<string> Tasks { get; }

    /// <summary>By task, then technique. A technique without a place in a task has no row there.</summary>
    public IReadOnlyList<CompareRow> Rows { get; }

    /// <summary>One for each technique.</summary>
    public IReadOnlyList<TechniqueOverview> Overview { get; }

    public static string SettingOf(string task) =>
        ComparisonTasks.All.FirstOrDefault(it => it.Name == task)?.Setting.ToString().ToLowerInvariant() ?? Own;
}
