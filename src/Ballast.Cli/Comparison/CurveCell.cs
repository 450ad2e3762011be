using System.Globalization;
using System.Text;

namespace Ballast.Cli;

/// <summary>One small picture: the training loss of every seed over the steps, the baseline behind it, on a logarithmic scale.</summary>
internal static class CurveCell
{
    private const double Width = 120,
        Height = 64;

    /// <summary>
    /// The range of losses that all pictures of a task share: from the lowest to a hundred times the typical loss, in powers of ten.
    /// </summary>
    public static (double Low, double High) Range(IEnumerable<CompareTrial> trials)
    {
        double[] losses = [.. trials.SelectMany(trial => trial.Curve).Where(loss => double.IsFinite(loss) && loss > 0)];
        if (losses.Length == 0)
            return (-1, 1);
        var (low, high) = (
            Math.Log10(Statistics.Quantile(losses, 0.01)),
            Math.Log10(Math.Min(losses.Max(), 100 * Statistics.Median(losses)))
        );
        return high - low < 0.2 ? (low - 0.1, high + 0.1) : (low, high);
    }

    public static string Svg(
        IEnumerable<CompareTrial> trials,
        IEnumerable<CompareTrial> baseline,
        (double Low, double High) range,
        string title
    )
    {
        var text = new StringBuilder();
        text.Append(
            CultureInfo.InvariantCulture,
            $"<svg viewBox=\"0 0 {Width} {Height}\" width=\"{Width}\" height=\"{Height}\" role=\"img\"><title>{title}</title>"
        );
        foreach (var plain in baseline)
            Line(text, plain.Curve, range, "b");
        foreach (var trial in trials)
            Line(text, trial.Curve, range, "t");
        return text.Append("</svg>").ToString();
    }

    // a curve stops where it is not finite; what is above the picture runs along its edge
    private static void Line(StringBuilder text, IReadOnlyList<double> curve, (double Low, double High) range, string style)
    {
        var pen = "M";
        text.Append(CultureInfo.InvariantCulture, $"<path class=\"{style}\" d=\"");
        for (var i = 0; i < curve.Count; i++)
        {
            if (!double.IsFinite(curve[i]))
            {
                pen = "M";
                continue;
            }

            var share = Math.Clamp((Math.Log10(Math.Max(curve[i], double.Epsilon)) - range.Low) / (range.High - range.Low), 0, 1);
            text.Append(
                CultureInfo.InvariantCulture,
                $"{pen}{2 + ((Width - 4) * i / Math.Max(1, curve.Count - 1)):0.#} {2 + ((Height - 4) * (1 - share)):0.#}"
            );
            pen = "L";
        }

        text.Append("\"/>");
    }
}
