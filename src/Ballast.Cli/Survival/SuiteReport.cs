using System.Globalization;
using System.Text;
using Ballast.Lab;
using Spectre.Console;

namespace Ballast.Cli;

/// <summary>A summary as a table on the terminal, as Markdown and for JSON.</summary>
internal sealed class SuiteReport(SuiteSummary summary) : ITrialReport
{
    private static readonly string[] s_columns = ["scenario", "kind", "survived", "strict", "gap", "final", "oracle", "seconds"];

    public object Json =>
        new
        {
            command = "survive",
            policy = summary.Policy,
            scenarios = summary.Exploding.Count,
            seeds = summary.Seeds,
            survived = summary.Survived,
            strict = summary.Strict,
            finite = summary.Finite,
            closed = summary.Closed,
            noHarm = summary.NoHarm,
            perScenario = summary.Trials.Select(trial => new
            {
                name = trial.Name,
                seed = trial.Seed,
                survived = trial.Survived,
                gap = trial.Gap,
                final = trial.Final,
                oracle = trial.Oracle,
                trivial = trial.Trivial,
                skipped = trial.Skipped,
                capped = trial.Capped,
                prepared = trial.Prepared,
                error = trial.Error,
            }),
            controls = summary.Controls.Select(control => new
            {
                name = control.Name,
                kept = summary.Kept(control),
                final = summary.Of(control).Select(trial => trial.Final),
                plain = summary.Of(control).Select(trial => trial.Oracle),
            }),
        };

    /// <summary>The headline.</summary>
    public string Headline =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{summary.Policy}: {100 * summary.Survived:0.#} % survived, {100 * summary.Strict:0.#} % strictly, "
                + $"{100 * summary.Finite:0.#} % finite, "
                + $"{summary.Closed:0.000} of the gap closed ({summary.Exploding.Count} scenarios x {summary.Seeds} seeds)"
        )
        + (
            summary.NoHarm is { } kept
                ? string.Create(CultureInfo.InvariantCulture, $"; healthy trainings kept at least {kept:0.00} of their progress")
                : ""
        );

    public void Draw(IAnsiConsole console)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumn(s_columns[0]);
        foreach (var column in s_columns.Skip(2))
            table.AddColumn(new TableColumn(column).RightAligned());
        foreach (var row in Rows)
            table.AddRow([Markup.Escape(row[0]), .. row.Skip(2)]); // without the kind a row fits a line
        if (summary.Exploding.Count > 0)
            console.Write(table);
        foreach (var control in summary.Controls)
            console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{control.Name} ({control.Kind}): {summary.Kept(control):0.00} of the plain training's progress"
                )
            );
        console.WriteLine(Headline);
    }

    public string Markdown
    {
        get
        {
            var text = new StringBuilder();
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"{Headline}\n\n| {string.Join(" | ", s_columns)} |\n|{string.Concat(s_columns.Select(_ => "---|"))}"
            );
            foreach (var row in Rows)
                text.AppendLine(CultureInfo.InvariantCulture, $"| {string.Join(" | ", row)} |");
            if (summary.Controls.Count == 0)
                return text.ToString();
            text.AppendLine("\n| control | kind | progress kept | final | plain training's |\n|---|---|---|---|---|");
            foreach (var control in summary.Controls)
            {
                var trials = summary.Of(control);
                text.AppendLine(
                    CultureInfo.InvariantCulture,
                    $"| {control.Name} | {control.Kind} | {summary.Kept(control):0.00} | {Range(trials.Select(trial => trial.Final))} "
                        + $"| {Range(trials.Select(trial => trial.Oracle))} |"
                );
            }

            return text.ToString();
        }
    }

    private IEnumerable<string[]> Rows =>
        summary.Exploding.Select(scenario =>
        {
            var trials = summary.Of(scenario);
            return new[]
            {
                scenario.Name,
                scenario.Kind,
                Count(trials, trial => trial.Survived),
                Count(trials, trial => trial.Strict),
                Number(trials.Select(trial => trial.Gap)),
                Number(trials.Select(trial => trial.Final)),
                Number([scenario.Oracle]),
                Number(trials.Select(trial => trial.Seconds)),
            };
        });

    // of several seeds the middle one, and from where to where they go
    private static string Range(IEnumerable<double> finals)
    {
        double[] all = [.. finals];
        return all.Length == 1
            ? Number(all)
            : string.Create(CultureInfo.InvariantCulture, $"{Number(all)} ({all.Min():g3} to {all.Max():g3})");
    }

    private static string Count(TrialResult[] trials, Func<TrialResult, bool> passed) =>
        string.Create(CultureInfo.InvariantCulture, $"{trials.Count(passed)}/{trials.Length}");

    private static string Number(IEnumerable<double> values) => PassCriterion.Final(values).ToString("g3", CultureInfo.InvariantCulture);
}
