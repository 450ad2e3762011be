using System.Globalization;
using System.Text;
using Ballast.Lab;
using Spectre.Console;

namespace Ballast.Cli;

/// <summary>What the search for oracles found, as a table on the terminal, as Markdown and for JSON.</summary>
internal sealed class OracleReport(IReadOnlyList<OracleFinding> findings) : ITrialReport
{
    private static readonly string[] s_columns = ["scenario", "tabled", "found", "ratio", "gap", "best setting"];

    public object Json =>
        new
        {
            command = "survive",
            oracle = true,
            scenarios = findings.Select(finding => new
            {
                name = finding.Scenario.Name,
                tabled = finding.Scenario.Oracle,
                found = finding.Found,
                ratio = finding.Ratio,
                gap = finding.Gap,
                setting = finding.Setting,
            }),
        };

    public void Draw(IAnsiConsole console)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumn(s_columns[0]);
        foreach (var column in s_columns.Skip(1))
            table.AddColumn(new TableColumn(column).RightAligned());
        foreach (var row in Rows)
            table.AddRow([.. row.Select(Markup.Escape)]);
        console.Write(table);
    }

    public string Markdown
    {
        get
        {
            var text = new StringBuilder();
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"| {string.Join(" | ", s_columns)} |\n|{string.Concat(s_columns.Select(_ => "---|"))}"
            );
            foreach (var row in Rows)
                text.AppendLine(CultureInfo.InvariantCulture, $"| {string.Join(" | ", row)} |");
            return text.ToString();
        }
    }

    private IEnumerable<string[]> Rows =>
        findings.Select(finding =>
            new[]
            {
                finding.Scenario.Name,
                Number(finding.Scenario.Oracle, "g4"),
                Number(finding.Found, "g4"),
                Number(finding.Ratio, "g3"),
                Number(finding.Gap, "0.000"),
                finding.Setting["oracle,".Length..].Replace(",", ", ", StringComparison.Ordinal),
            }
        );

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
