using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// Which rows of a table make windows of which part: stretches of rows in the order of time, each of one series and one part.
/// </summary>
/// <param name="Window">The windows.</param>
/// <param name="Train">Stretches to train on.</param>
/// <param name="Validation">Stretches to validate on.</param>
/// <param name="Test">Stretches to test on.</param>
internal sealed record WindowPlan(
    WindowOptions Window,
    IReadOnlyList<long[]> Train,
    IReadOnlyList<long[]> Validation,
    IReadOnlyList<long[]> Test
)
{
    /// <summary>Cuts every series by the shares, training first; files of their own stay whole.</summary>
    /// <exception cref="DatasetException">A part that is wanted has no whole window.</exception>
    public static WindowPlan Of(CsvTable table, WindowOptions window, OwnParts own, DataSplit split)
    {
        Require.AtLeast(window.Length, 1);
        Require.AtLeast(window.Horizon, 1);
        Require.AtLeast(window.Stride, 1);
        split = own.Left(split);
        List<long[]> train = [],
            validation = [],
            test = [];
        foreach (var series in TimeSeries.Of(table, window, 0, own.Train))
        {
            var (tested, validated) = ((int)Math.Round(series.Length * split.Test), (int)Math.Round(series.Length * split.Validation));
            var trained = series.Length - tested - validated;
            train.Add(series[..trained]);
            validation.Add(series[trained..(trained + validated)]);
            test.Add(series[(trained + validated)..]);
        }

        validation.AddRange(TimeSeries.Of(table, window, own.Train, own.Validation));
        test.AddRange(TimeSeries.Of(table, window, own.Train + own.Validation, own.Test));
        return new(
            window,
            Whole("training", train, wanted: true),
            Whole("validation", validation, split.Validation > 0 || own.Validation > 0),
            Whole("test", test, wanted: true)
        );

        IReadOnlyList<long[]> Whole(string part, List<long[]> stretches, bool wanted)
        {
            long[][] whole = [.. stretches.Where(rows => window.Count(rows.Length, window.Horizon, window.Stride) > 0)];
            if (whole.Length > 0 || !wanted)
                return whole;
            throw new DatasetException(
                $"{table.Path}: the {part} part has at most {stretches.Max(rows => rows.Length)} rows in a row of one series, but "
                    + $"a window of {window.Length} rows with its target {window.Horizon} ahead takes "
                    + $"{window.Length + window.Horizon}. Choose a shorter window, or give more rows."
            );
        }
    }

    /// <summary>The rows that are trained on.</summary>
    public long[] TrainRows => [.. Train.SelectMany(rows => rows).Order()];

    /// <summary>How many windows each part has, one part after the other.</summary>
    public OwnParts Parts => new(Count(Train), Count(Validation), Count(Test));

    /// <summary>The row of the target of each window, part by part.</summary>
    public long[] Targets => [.. All.SelectMany(rows => TimeSeries.Rows(rows, Window, Window.Horizon, Window.Horizon, Window.Stride))];

    private IEnumerable<long[]> All => [.. Train, .. Validation, .. Test];

    /// <summary>Every window, part by part.</summary>
    /// <param name="path">The table, for messages.</param>
    /// <param name="inputs">float [rows, features].</param>
    /// <returns>[windows, length, features].</returns>
    /// <exception cref="DatasetException">They are too many to be held.</exception>
    public Tensor Inputs(string path, Tensor inputs)
    {
        var (windows, features) = (Count(All), inputs.shape[1]);
        if ((double)windows * Window.Length * features > Array.MaxLength)
            throw new DatasetException(
                $"{path}: {windows:N0} windows of {Window.Length} rows of {features} inputs are "
                    + $"{(double)windows * Window.Length * features:N0} numbers, more than {Array.MaxLength:N0}. Choose a larger "
                    + "window.stride, a shorter window, or fewer inputs."
            );
        return cat([.. All.Select(rows => TimeSeries.Windows(inputs, rows, Window, Window.Horizon, Window.Stride))], 0);
    }

    private long Count(IEnumerable<long[]> stretches) => stretches.Sum(rows => Window.Count(rows.Length, Window.Horizon, Window.Stride));
}
