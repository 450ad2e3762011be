using ScottPlot;
using ScottPlot.TickGenerators;
using SkiaSharp;

namespace Ballast.Cli;

/// <summary>
/// How pictures look: colours that people with any colour vision can tell apart (Okabe and Ito), and a font that is carried
/// along, so that text is the same on every machine and there at all on one without fonts.
/// </summary>
internal static class PictureStyle
{
    public const string Font = "Ballast Sans";

    public static readonly Color Ink = Color.FromHex("#24292f"),
        Faint = Color.FromHex("#6e7781"),
        Grid = Color.FromHex("#eaeef2");

    private static readonly string[] Palette = ["#D55E00", "#0072B2", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000"];

    static PictureStyle()
    {
        Fonts.FontResolvers.Insert(0, new CarriedFont());
        Fonts.Default = Font;
    }

    public static Color ColorOf(int run) => Color.FromHex(Palette[run % Palette.Length]);

    /// <summary>An empty panel with its axes.</summary>
    public static Plot Panel(string title, long steps)
    {
        var plot = new Plot();
        plot.FigureBackground.Color = Colors.White;
        plot.Axes.Title.Label.Text = title;
        plot.Axes.Title.Label.FontSize = 14;
        plot.Axes.Title.Label.Bold = false;
        plot.Axes.Bottom.Label.Text = "step";
        plot.Axes.Bottom.Label.FontSize = 12;
        plot.Axes.Bottom.Label.Bold = false;
        plot.Axes.Color(Faint);
        plot.Axes.Title.Label.ForeColor = Ink;
        plot.Axes.Right.FrameLineStyle.Width = 0;
        plot.Axes.Top.FrameLineStyle.Width = 0;
        plot.Axes.Bottom.TickLabelStyle.FontSize = plot.Axes.Left.TickLabelStyle.FontSize = 11;
        plot.Grid.MajorLineColor = Grid;
        plot.Axes.SetLimitsX(-0.01 * steps, 1.02 * steps);
        plot.Axes.Bottom.TickGenerator = new NumericManual([.. NumberScale.StepTicks(steps)]);
        plot.Font.Set(Font);
        return plot;
    }

    private sealed class CarriedFont : IFontResolver
    {
        private readonly SKTypeface _face = Load();

        public SKTypeface? CreateTypeface(string fontName, FontWeight weight, FontSlant slant, FontSpacing spacing) =>
            fontName == Font ? _face : null;

        public SKTypeface? CreateTypeface(string fontName, bool bold, bool italic) => fontName == Font ? _face : null;

        private static SKTypeface Load()
        {
            using var stream = typeof(PictureStyle).Assembly.GetManifestResourceStream("Ballast.Cli.Reporting.DejaVuSans-subset.ttf")!;
            return SKTypeface.FromStream(stream);
        }
    }
}
