using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>From the values of a column to inputs.</summary>
internal static class ColumnInputs
{
    private const double Year = 365.2425,
        Week = 7,
        Hour = 3600;

    /// <summary>Inputs without the one that marks missing cells.</summary>
    public static int Count(InputColumn column) =>
        column switch
        {
            { Categories: { } categories } => categories.Count,
            { Dates: not DateInputs.Parts } => 1,
            { Notation.Kind: ColumnKind.Time } => 2,
            { Notation: { Kind: ColumnKind.Date, WithTime: var times } } => times ? 7 : 5,
            _ => 1,
        };

    /// <summary>
    /// Whether scaling leaves an input alone: those that mean yes and no, and the parts of dates that go round in a circle.
    /// </summary>
    public static bool IsUnscaled(InputColumn column, int input) =>
        column.Categories is not null
        || input > 0
        || column.Notation is { Kind: ColumnKind.YesNo }
        || (column.Notation is { Kind: ColumnKind.Time } && column.Dates == DateInputs.Parts);

    /// <summary>The inputs of a column, before scaling.</summary>
    /// <returns>float64 [rows, inputs]; a row of NaN where a cell is missing and the column says nothing about that yet.</returns>
    public static Tensor Of(CsvColumn cells, InputColumn column)
    {
        var width = Count(column);
        var all = column.Marked ? width + 1 : width;
        var inputs = new double[(long)cells.Rows * all];
        var codes = column.Categories?.Index().ToDictionary(pair => pair.Item, pair => pair.Index);
        for (var row = 0; row < cells.Rows; row++)
        {
            var at = inputs.AsSpan(row * all, all);
            if (cells.Missing[row])
            {
                for (var i = 0; i < width; i++)
                    at[i] = column.Fill is { } fill ? fill[i] : double.NaN;
                if (column.Marked)
                    at[width] = 1;
            }
            else if (codes is null)
                Spread(cells.Values![row], column, at);
            else if (codes.TryGetValue(cells.Texts[row], out var code))
                at[code] = 1;
        }

        return tensor(inputs, [cells.Rows, all], ScalarType.Float64);
    }

    private static void Spread(double value, InputColumn column, Span<double> inputs)
    {
        var kind = column.Notation?.Kind ?? ColumnKind.Number;
        if (kind == ColumnKind.Time)
        {
            if (column.Dates == DateInputs.Days)
                inputs[0] = value / Hour;
            else
                Circle(value / DateCell.Day, inputs);
        }
        else if (kind == ColumnKind.Date)
        {
            inputs[0] = (value - column.First) / DateCell.Day;
            if (column.Dates == DateInputs.Days)
                return;
            var moment = DateCell.Moment(value);
            var day = value / DateCell.Day;
            Circle((moment.DayOfYear - 1 + day - Math.Floor(day)) / Year, inputs[1..]);
            Circle(Math.Floor(day) / Week, inputs[3..]);
            if (column.Notation!.WithTime)
                Circle(day, inputs[5..]);
        }
        else
            inputs[0] = value;
    }

    private static void Circle(double turns, Span<double> inputs) =>
        (inputs[0], inputs[1]) = Math.SinCos(2 * Math.PI * (turns - Math.Floor(turns)));
}
