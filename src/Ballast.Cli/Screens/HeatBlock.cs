using System.Text;
using Spectre.Console;

namespace Ballast.Cli;

/// <summary>
/// Parameters over steps in characters, for those on ssh: two rows to a line in half blocks where there are colours, else a shade and
/// letters. The colours are those of the page.
/// </summary>
internal static class HeatBlock
{
    private const string Shades = " .:-=+*#%@";
    private const char NaN = 'N',
        Infinite = 'I',
        Unmeasured = '?';
    private const int MostNames = 28;

    // dark to white with evenly rising lightness
    private static readonly (byte R, byte G, byte B)[] s_stops =
    [
        (0, 0, 4),
        (28, 16, 68),
        (79, 18, 123),
        (129, 37, 129),
        (181, 54, 122),
        (229, 80, 100),
        (251, 135, 97),
        (254, 194, 135),
        (252, 253, 191),
        (255, 255, 255),
    ];

    /// <summary>Draws it.</summary>
    /// <param name="console">Where to; as wide as it is.</param>
    /// <param name="names">Of the rows.</param>
    /// <param name="heat">The cells.</param>
    /// <param name="quantity">Of what.</param>
    /// <param name="most">Lines at the most: more rows than fit are joined, and what is graver is kept.</param>
    public static void Write(IAnsiConsole console, IReadOnlyList<string> names, HeatView heat, LayerQuantity quantity, int most)
    {
        var colors = console.Profile.Capabilities.ColorSystem >= ColorSystem.EightBit;
        var label = Math.Min(MostNames, names.Max(name => name.Length));
        var joined = (int)Math.Ceiling(names.Count / (double)(colors ? 2 * most : most));
        var (rows, columns) = ((names.Count + joined - 1) / joined, Math.Max(1, Math.Min(heat.Buckets, console.Profile.Width - label - 2)));
        var scale = new HeatScale(quantity, heat.Cells);
        var cells = Fold(heat, names.Count, joined, rows, columns);
        for (var row = 0; row < rows; row += colors ? 2 : 1)
        {
            var line = new StringBuilder(Markup.Escape(Short(names[row * joined], label).PadLeft(label))).Append(' ');
            for (var column = 0; column < columns; column++)
                line.Append(
                    colors
                        ? Half(Color(cells[row, column], scale), row + 1 < rows ? Color(cells[row + 1, column], scale) : null)
                        : Markup.Escape(Letter(cells[row, column], scale).ToString())
                );
            console.MarkupLine(line.ToString());
        }

        var (first, last) = (Words.Whole(heat.Start), Words.Whole(heat.Start + (heat.Width * heat.Buckets)));
        console.WriteLine($"{new string(' ', label + 1)}{first}{last.PadLeft(Math.Max(1 + last.Length, columns - first.Length))}");
        console.WriteLine(
            $"{Words.Number(scale.Low)} dark to {Words.Number(scale.High)} white"
                + (
                    colors
                        ? "; cyan is NaN, blue infinite, grey not measured"
                        : $" ('{Shades[^1]}'); {NaN} is NaN, {Infinite} infinite, {Unmeasured} not measured"
                )
        );
    }

    // to what fits, NaN before infinity before the largest
    private static float[,] Fold(HeatView heat, int parameters, int joined, int rows, int columns)
    {
        var cells = new float[rows, columns];
        for (var row = 0; row < rows; row++)
        for (var column = 0; column < columns; column++)
        {
            var worst = -1f;
            var (from, to) = (
                column * heat.Buckets / columns,
                Math.Max(1 + (column * heat.Buckets / columns), (column + 1) * heat.Buckets / columns)
            );
            for (var parameter = row * joined; parameter < Math.Min(parameters, (row + 1) * joined); parameter++)
            for (var bucket = from; bucket < to; bucket++)
                worst = MathF.Max(worst, heat.Cells[(parameter * heat.Buckets) + bucket]);
            cells[row, column] = worst;
        }

        return cells;
    }

    private static string Half(string above, string? below) => below is null ? $"[{above}]▀[/]" : $"[{above} on {below}]▀[/]";

    private static string Color(float value, HeatScale scale)
    {
        var (r, g, b) =
            float.IsNaN(value) ? ((byte)0, (byte)229, (byte)255)
            : float.IsInfinity(value) ? ((byte)40, (byte)100, (byte)255)
            : value < 0 ? ((byte)110, (byte)118, (byte)129)
            : Between(scale.At(value));
        return $"#{r:x2}{g:x2}{b:x2}";
    }

    private static (byte R, byte G, byte B) Between(double share)
    {
        var at = share * (s_stops.Length - 1);
        var i = Math.Min((int)at, s_stops.Length - 2);
        var (a, b, f) = (s_stops[i], s_stops[i + 1], at - i);
        return (Mix(a.R, b.R), Mix(a.G, b.G), Mix(a.B, b.B));

        byte Mix(byte from, byte to) => (byte)Math.Round(from + ((to - from) * f));
    }

    private static char Letter(float value, HeatScale scale) =>
        float.IsNaN(value) ? NaN
        : float.IsInfinity(value) ? Infinite
        : value < 0 ? Unmeasured
        : Shades[Math.Min(Shades.Length - 1, (int)(scale.At(value) * Shades.Length))];

    private static string Short(string name, int most) => name.Length <= most ? name : "…" + name[^(most - 1)..];
}
