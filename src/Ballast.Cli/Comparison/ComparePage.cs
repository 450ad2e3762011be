using System.Globalization;
using System.Net;
using System.Text;
using Ballast.Lab;

namespace Ballast.Cli;

/// <summary>
/// A comparison as one HTML page that needs nothing else: curves as small multiples, tasks down and techniques across, then the tables.
/// </summary>
internal static class ComparePage
{
    private const string Style = """
        body{font:14px/1.45 system-ui,sans-serif;color:#24292f;margin:2rem}
        table{border-collapse:collapse;margin:1rem 0}th,td{padding:2px 8px;text-align:right;border-bottom:1px solid #eaeef2}
        th:first-child,td:first-child{text-align:left;position:sticky;left:0;background:#fff}
        .c td{padding:2px;text-align:center;color:#6e7781}.c{font-size:12px}.w{overflow-x:auto}
        svg{background:#f6f8fa;display:block}path{fill:none;stroke-width:1}.b{stroke:#b6bec6}.t{stroke:#0072B2}
        .x svg{background:#fdeee4}.x .t{stroke:#D55E00}
        """;

    public static string Html(CompareSummary summary, CompareReport report, Recommendation? recommendation)
    {
        var text = new StringBuilder(
            "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>ballast "
                + $"compare</title><style>{Style}</style><h1>ballast compare</h1>"
        );
        if (recommendation is not null)
            text.Append(CultureInfo.InvariantCulture, $"<pre>{Escape(recommendation.Text)}</pre>");
        text.Append(
            "<p>Training loss over steps on a logarithmic scale, one line for each seed; grey: the baseline; orange: not every "
                + "seed survived; under each the median test loss.</p>"
        );
        Curves(text, summary);
        text.Append(
            "<h2>Over all tasks</h2><p>By setting the share that survived and the mean place by test loss; variance of gradients "
                + "and time of a step over the baseline's.</p>"
        );
        Table(text, report.OverviewColumns, report.Overview);
        foreach (var task in summary.Tasks)
        {
            var what = ComparisonTasks.All.FirstOrDefault(it => it.Name == task)?.Kind ?? "";
            text.Append(CultureInfo.InvariantCulture, $"<h2>{Escape(task)} ({CompareSummary.SettingOf(task)})</h2><p>{Escape(what)}</p>");
            Table(text, CompareReport.Columns, report.Rows(task));
        }

        return text.Append("</html>\n").ToString();
    }

    private static void Curves(StringBuilder text, CompareSummary summary)
    {
        text.Append("<div class=\"w\"><table class=\"c\"><tr><th></th>");
        foreach (var technique in summary.Techniques)
            text.Append(CultureInfo.InvariantCulture, $"<th>{Escape(technique.Name)}</th>");
        foreach (var task in summary.Tasks)
        {
            var trials = summary.Trials.Where(trial => trial.Task == task).ToLookup(trial => trial.Technique);
            var range = CurveCell.Range(trials.SelectMany(group => group));
            text.Append(CultureInfo.InvariantCulture, $"<tr><td>{Escape(task)}</td>");
            foreach (var technique in summary.Techniques)
            {
                var row = summary.Rows.FirstOrDefault(row => row.Task == task && row.Technique == technique.Name);
                if (row is null)
                    text.Append("<td>-</td>");
                else
                {
                    var picture = CurveCell.Svg(
                        trials[technique.Name],
                        trials[ComparisonTechniques.Baseline],
                        range,
                        Escape($"{task}, {technique.Name}")
                    );
                    text.Append(
                        CultureInfo.InvariantCulture,
                        $"<td class=\"{(row.Survived < 1 ? "x" : "")}\">{picture}{row.TestLoss:g3}</td>"
                    );
                }
            }
        }

        text.Append("</table></div>");
    }

    private static void Table(StringBuilder text, IEnumerable<string> columns, IEnumerable<string[]> rows)
    {
        text.Append(
            CultureInfo.InvariantCulture,
            $"<div class=\"w\"><table><tr>{string.Concat(columns.Select(column => $"<th>{Escape(column)}</th>"))}"
        );
        foreach (var row in rows)
            text.Append(CultureInfo.InvariantCulture, $"<tr>{string.Concat(row.Select(cell => $"<td>{Escape(cell)}</td>"))}");
        text.Append("</table></div>");
    }

    private static string Escape(string words) => WebUtility.HtmlEncode(words);
}
