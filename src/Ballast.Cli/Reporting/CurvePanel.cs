using ScottPlot;
using ScottPlot.TickGenerators;

namespace Ballast.Cli;

/// <summary>One number over the steps for every run: its course, its spread, and where it was lost.</summary>
internal static class CurvePanel
{
    public static Plot Draw(string title, IReadOnlyList<RunCurve> runs, Func<RunCurve, IReadOnlyList<RunCurve.Bin>> curve, bool legend)
    {
        var steps = Math.Max(1, runs.Max(run => run.Steps));
        var plot = PictureStyle.Panel(title, steps);
        var scale = new NumberScale(runs.SelectMany(curve));
        for (var i = 0; i < runs.Count; i++)
            Curve(plot, scale, runs[i].Label, curve(runs[i]), PictureStyle.ColorOf(i));

        // the interventions have a strip of their own under the curves
        var height = scale.Top - scale.Bottom;
        var strips = legend
            ? runs.Select((run, i) => (run, color: PictureStyle.ColorOf(i))).Where(it => it.run.Interventions.Count > 0).ToArray()
            : [];
        var row = 0.055 * height;
        var bottom = scale.Bottom - (0.03 * height) - (strips.Length > 0 ? row * (strips.Length + 0.5) : 0);
        for (var i = 0; i < strips.Length; i++)
            Strip(plot, strips[i].run, strips[i].color, bottom + (row * (strips.Length - i - 0.4)));
        plot.Axes.SetLimitsY(bottom, scale.Top + (0.06 * height));
        plot.Axes.Left.TickGenerator = new NumericManual([.. scale.Ticks()]);

        var above = 0;
        for (var i = 0; i < runs.Count; i++)
        {
            if (runs[i].Lost is { } at && Lost(plot, scale, curve(runs[i]), at, PictureStyle.ColorOf(i), steps, above))
                above++;
        }

        if (strips.Any(it => it.run.Interventions.Any(step => !step.Refused)))
            Key(plot, "guard clipped or capped", refused: false);
        if (strips.Any(it => it.run.Interventions.Any(step => step.Refused)))
            Key(plot, "guard refused a step", refused: true);
        if (legend)
            Legend(plot);
        else
            plot.HideLegend(); // one is enough
        return plot;
    }

    private static void Curve(Plot plot, NumberScale scale, string label, IReadOnlyList<RunCurve.Bin> bins, Color color)
    {
        if (bins.Count == 0)
            return;
        double[] x = [.. bins.Select(bin => bin.Step)];
        var spread = plot.Add.FillY(x, [.. bins.Select(bin => scale.Within(bin.Low))], [.. bins.Select(bin => scale.Within(bin.High))]);
        (spread.FillColor, spread.LineWidth, spread.MarkerSize) = (color.WithAlpha(0.15), 0, 0);
        var line = plot.Add.ScatterLine(x, [.. bins.Select(bin => scale.Within(bin.Middle))], color);
        (line.LineWidth, line.LegendText) = (2, label);
    }

    private static void Strip(Plot plot, RunCurve run, Color color, double y)
    {
        foreach (var refused in new[] { false, true })
        {
            double[] x = [.. run.Interventions.Where(it => it.Refused == refused).Select(it => it.Step)];
            if (x.Length == 0)
                continue;
            Ticks(plot, x, [.. x.Select(_ => y)], refused, color);
        }
    }

    private static ScottPlot.Plottables.Markers Ticks(Plot plot, double[] x, double[] y, bool refused, Color color)
    {
        var ticks = plot.Add.Markers(x, y, MarkerShape.VerticalBar, refused ? 12 : 7, color);
        ticks.MarkerStyle.LineWidth = refused ? 2.5f : 1;
        return ticks;
    }

    // far outside the panel: only the legend shows it
    private static void Key(Plot plot, string words, bool refused) =>
        Ticks(plot, [-1e9], [0], refused, PictureStyle.Faint).LegendText = words;

    // a cross at the last number there was; the words above it, or beside it where it lies at the top
    private static bool Lost(
        Plot plot,
        NumberScale scale,
        IReadOnlyList<RunCurve.Bin> bins,
        (long Step, double Loss) lost,
        Color color,
        long steps,
        int above
    )
    {
        var height = scale.Top - scale.Bottom;
        var last = bins.LastOrDefault(bin => bin.Step <= lost.Step);
        var y = Math.Clamp(last == default ? scale.Top : scale.At(last.High), scale.Bottom, scale.Top);
        var top = y > scale.Top - (0.15 * height);
        plot.Add.Marker(lost.Step, y, MarkerShape.Eks, 13, color).MarkerStyle.LineWidth = 3;
        var words = $"{(double.IsNaN(lost.Loss) ? "NaN" : "infinite")} from step {Words.Whole(lost.Step)}";
        var right = lost.Step > 0.6 * steps;
        if (top)
            Note(
                plot,
                words,
                lost.Step + ((right ? -0.025 : 0.025) * steps),
                y - (above * 0.08 * height),
                color,
                right ? Alignment.MiddleRight : Alignment.MiddleLeft
            );
        else
            Note(plot, words, lost.Step, y + (0.04 * height), color, right ? Alignment.LowerRight : Alignment.LowerLeft);
        return top;
    }

    private static void Note(Plot plot, string words, double x, double y, Color color, Alignment alignment)
    {
        var text = plot.Add.Text(words, x, y);
        (text.LabelFontColor, text.LabelFontSize, text.LabelAlignment, text.LabelFontName) = (color, 12, alignment, PictureStyle.Font);
    }

    private static void Legend(Plot plot)
    {
        var legend = plot.ShowLegend(Alignment.UpperRight);
        (legend.FontName, legend.FontSize, legend.FontColor) = (PictureStyle.Font, 12, PictureStyle.Ink);
        (legend.OutlineWidth, legend.ShadowColor, legend.BackgroundColor) = (0, Colors.Transparent, Colors.White.WithAlpha(0.85));
    }
}
