using ScottPlot;
using ScottPlot.TickGenerators;

namespace Ballast.Cli;

/// <summary>Test accuracy after every epoch, with the last one written beside it.</summary>
internal static class AccuracyPanel
{
    public static Plot Draw(IReadOnlyList<RunCurve> runs)
    {
        var steps = Math.Max(1, runs.Max(run => run.Steps));
        var plot = PictureStyle.Panel("test accuracy", steps);
        var taken = new List<double>();
        for (var i = 0; i < runs.Count; i++)
        {
            if (runs[i].Accuracy is not { Count: > 0 } points)
                continue;
            var color = PictureStyle.ColorOf(i);
            var line = plot.Add.Scatter(
                points.Select(point => point.Step).ToArray(),
                points.Select(point => point.Accuracy).ToArray(),
                color
            );
            (line.LineWidth, line.MarkerSize) = (2, 6);
            var (x, y) = points[^1];
            var text = plot.Add.Text(Words.Percent(y), x + (0.03 * steps), Free(y, taken));
            (text.LabelFontColor, text.LabelFontSize, text.LabelFontName, text.LabelAlignment) = (
                color,
                12,
                PictureStyle.Font,
                Alignment.MiddleLeft
            );
        }

        plot.Axes.SetLimitsX(-0.01 * steps, 1.24 * steps);
        plot.Axes.SetLimitsY(0, 1.03);
        var ticks = new NumericManual();
        for (var fifth = 0; fifth <= 5; fifth++)
            ticks.AddMajor(fifth / 5.0, $"{20 * fifth} %");
        plot.Axes.Left.TickGenerator = ticks;
        return plot;
    }

    // labels of equal runs must not lie on each other
    private static double Free(double y, List<double> taken)
    {
        while (taken.FirstOrDefault(other => Math.Abs(other - y) < 0.05, double.NaN) is var other && !double.IsNaN(other))
            y = other - 0.055;
        taken.Add(y);
        return y;
    }
}
