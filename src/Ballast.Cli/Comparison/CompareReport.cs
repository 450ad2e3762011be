using System.Globalization;
using System.Text;
using Spectre.Console;

namespace Ballast.Cli;

/// <summary>A comparison as tables on the terminal, as Markdown and for JSON.</summary>
internal sealed class CompareReport(CompareSummary summary, Recommendation? recommendation = null) : ITrialReport
{
    private const int FewTasks = 3;
    private static readonly int[] s_narrow = [0, 1, 2, 3, 4, 8]; // what fits a terminal of 80 columns; the files have all
    private static readonly string[] s_row =
    [
        "technique",
        "survived",
        "test loss",
        "accuracy",
        "grad peak",
        "grad p99",
        "grad variance",
        "flips",
        "time",
        "memory",
    ];

    public object Json =>
        new
        {
            command = "compare",
            rows = summary.Rows,
            overview = summary.Overview,
            recommendation,
        };

    /// <summary>The overview; the tables of single tasks too where they are few.</summary>
    public void Draw(IAnsiConsole console)
    {
        foreach (var task in summary.Tasks.Count <= FewTasks ? summary.Tasks : [])
        {
            console.WriteLine($"{task} ({CompareSummary.SettingOf(task)})");
            Table(console, Narrow(s_row), Rows(task).Select(Narrow));
        }

        if (summary.Tasks.Count > 1)
            Table(console, OverviewColumns, Overview);
        if (recommendation is not null)
            console.WriteLine(recommendation.Text);
    }

    public string Markdown
    {
        get
        {
            var text = new StringBuilder();
            if (recommendation is not null)
                text.Append(recommendation.Text).Append("\n\n");
            Append(text, OverviewColumns, Overview);
            foreach (var task in summary.Tasks)
            {
                text.Append(CultureInfo.InvariantCulture, $"\n## {task} ({CompareSummary.SettingOf(task)})\n\n");
                Append(text, s_row, Rows(task));
            }

            return text.ToString();
        }
    }

    /// <summary>What a table of a task has in its first row.</summary>
    public static IReadOnlyList<string> Columns => s_row;

    private string[] Settings => [.. summary.Rows.Select(row => row.Setting).Distinct()];

    /// <summary>
    /// Of each setting the share that survived and the mean place; the median ratios of gradient variance and of time to the baseline's.
    /// </summary>
    public string[] OverviewColumns => ["technique", .. Settings, "variance", "time", "lines"];

    public IEnumerable<string[]> Overview =>
        summary.Overview.Select(it =>
            (string[])
                [
                    it.Technique,
                    .. Settings.Select(setting =>
                        it.Standings.TryGetValue(setting, out var standing)
                            ? $"{Number(standing.Survived, "0.00")} / {Number(standing.Place, "0.0")}"
                            : "-"
                    ),
                    Known(it.VarianceRatio, "0.00"),
                    Known(it.Time, "0.00"),
                    it.Lines.ToString(CultureInfo.InvariantCulture),
                ]
        );

    /// <summary>The table of a task; a technique without a place in its model has dashes.</summary>
    public IEnumerable<string[]> Rows(string task) =>
        summary.Techniques.Select(technique =>
            summary.Rows.FirstOrDefault(row => row.Task == task && row.Technique == technique.Name) is { } row
                ?
                [
                    row.Technique,
                    $"{Number(row.Survived * row.Seeds, "0")}/{row.Seeds}",
                    Number(row.TestLoss, "g3"),
                    Known(row.TestAccuracy, "0.000"),
                    Number(row.GradPeak, "g3"),
                    Number(row.GradP99, "g3"),
                    Number(row.GradVariance, "g3"),
                    Number(row.Flips, "0"),
                    Number(row.TimeRatio, "0.00"),
                    Number(row.MemoryRatio, "0.00"),
                ]
                : (string[])[technique.Name, .. Enumerable.Repeat("-", s_row.Length - 1)]
        );

    private static string[] Narrow(string[] row) => [.. s_narrow.Select(i => row[i])];

    private static void Table(IAnsiConsole console, string[] columns, IEnumerable<string[]> rows)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumn(new TableColumn(columns[0]).NoWrap());
        foreach (var column in columns.Skip(1))
            table.AddColumn(new TableColumn(column).RightAligned().NoWrap());
        foreach (var row in rows)
            table.AddRow([.. row.Select(Markup.Escape)]);
        console.Write(table);
    }

    private static void Append(StringBuilder text, string[] columns, IEnumerable<string[]> rows)
    {
        text.Append(CultureInfo.InvariantCulture, $"| {string.Join(" | ", columns)} |\n|{string.Concat(columns.Select(_ => " --- |"))}\n");
        foreach (var row in rows)
            text.Append(CultureInfo.InvariantCulture, $"| {string.Join(" | ", row)} |\n");
    }

    private static string Known(double value, string format) => double.IsNaN(value) ? "-" : Number(value, format);

    private static string Number(double value, string format) =>
        double.IsPositiveInfinity(value) ? "inf" : value.ToString(format, CultureInfo.InvariantCulture);
}
