using System.Text.Json;
using Spectre.Console;

namespace Ballast.Cli.Tests.Comparison;

public sealed class CompareReportTests
{
    private static readonly CompareSummary s_summary = Trials.Summary("baseline", "clip-1", "zoneout-0.2");
    private static readonly CompareReport s_report = new(s_summary);

    [Fact]
    public void Terminal()
    {
        using var text = new StringWriter();
        var console = AnsiConsole.Create(
            new()
            {
                Ansi = AnsiSupport.No,
                ColorSystem = ColorSystemSupport.NoColors,
                Out = new AnsiConsoleOutput(text),
            }
        );
        console.Profile.Width = 80;
        s_report.Draw(console);
        Golden.Check(text.ToString(), "compare-terminal");
    }

    [Fact]
    public void Markdown() => Golden.Check(s_report.Markdown, "compare-markdown");

    [Fact]
    public void Json() => Golden.Check(JsonSerializer.Serialize(s_report.Json, JsonLine.Options), "compare-json");

    [Fact]
    public void The_page_stands_alone_and_draws_every_curve()
    {
        var html = ComparePage.Html(s_summary, s_report, null);
        Assert.DoesNotContain("http", html, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN,", html, StringComparison.Ordinal);
        Assert.Equal(4, html.Split("<svg").Length - 1); // two tasks, two techniques; the third has no place
        Assert.Equal(4 * (3 + 3), html.Split("<path").Length - 1); // behind the seeds of every picture lie those of the baseline
        Assert.Contains("<td class=\"x\">", html, StringComparison.Ordinal);
    }

    [Fact]
    public void A_curve_is_cut_where_it_is_not_finite()
    {
        var trial = Trials.Of("a", "b", 1) with { Curve = [1, double.NaN, 10, 1e30] };
        var svg = CurveCell.Svg([trial], [], (0, 1), "a");
        Assert.Contains("d=\"M2 62M79.3 2L118 2\"", svg, StringComparison.Ordinal);
    }
}
