using System.Globalization;
using System.Text;
using Ballast.Lab;
using Spectre.Console;

namespace Ballast.Cli;

/// <summary>How many faults held, how well the trainings ended, and every violation as a test.</summary>
internal sealed class ChaosReport(int faults, IReadOnlyList<ChaosResult> results) : ITrialReport
{
    private ChaosResult[] Violating { get; } = [.. results.Where(result => result.Violations.Count > 0)];

    private ChaosResult[] Transient { get; } = [.. results.Where(result => result.Plan.Faults.All(fault => fault.IsTransient))];

    /// <summary>Faults of trials in which nothing was violated, or that could be left out without the violation going away.</summary>
    public int Held => faults - Violating.Sum(result => result.Plan.Faults.Count);

    public object Json =>
        new
        {
            command = "chaos",
            faults,
            held = Held,
            trials = results.Count,
            rolledBack = results.Sum(result => result.RolledBack),
            halted = results.Where(result => result.Halted.Length > 0).Select(result => result.Halted),
            transient = new { trials = Transient.Length, endedWell = Transient.Count(result => result.EndedWell) },
            violations = Violating.Select(result => new { what = result.Violations, test = Test(result) }),
        };

    /// <summary>The headline.</summary>
    public string Headline =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Held} of {faults} faults held in {results.Count} trainings, {results.Count(result => result.Halted.Length > 0)} of which "
                + $"were halted; of {Transient.Length} with transient faults alone "
                + $"{Transient.Count(result => result.EndedWell)} ended as well as undisturbed"
        );

    public string Markdown
    {
        get
        {
            var text = new StringBuilder();
            text.AppendLine(CultureInfo.InvariantCulture, $"{Headline}\n\n| fault | alone or with others | ended well |\n|---|---|---|");
            foreach (var (kind, all, well) in ByKind)
                text.AppendLine(CultureInfo.InvariantCulture, $"| {kind} | {all} | {well} |");
            foreach (var result in Violating)
                text.AppendLine(
                    CultureInfo.InvariantCulture,
                    $"\n{string.Join("; ", result.Violations)}\n\n```csharp\n{Test(result)}\n```"
                );
            return text.ToString();
        }
    }

    private IEnumerable<(ChaosKind Kind, int All, int Well)> ByKind =>
        from result in results
        from kind in result.Plan.Faults.Select(fault => fault.Kind).Distinct()
        group result by kind into of
        orderby of.Key
        select (of.Key, of.Count(), of.Count(result => result.EndedWell));

    public void Draw(IAnsiConsole console)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumn("fault");
        table.AddColumn(new TableColumn("trainings").RightAligned()).AddColumn(new TableColumn("ended well").RightAligned());
        foreach (var (kind, all, well) in ByKind)
            table.AddRow($"{kind}", $"{all}", $"{well}");
        console.Write(table);
        foreach (var result in Violating)
        {
            console.WriteLine(string.Join("; ", result.Violations));
            console.WriteLine(Test(result));
        }

        console.WriteLine(Headline);
    }

    private static string Test(ChaosResult result) =>
        $"Assert.Empty(trial.Run(new(\"{result.Plan.Training}\", {result.Plan.Seed}, "
        + $"[{string.Join(", ", result.Plan.Faults)}])).Violations);";
}
