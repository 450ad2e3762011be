using System.Numerics;

namespace Ballast;

/// <summary>
/// A run over its steps in no more than so many buckets, learned step by step: it may grow for ever, its memory doesn't. What it shows
/// depends on the steps alone, not on when they came. Not thread-safe.
/// </summary>
internal sealed class Timeline
{
    private readonly SeriesBuckets[] _series = [.. CurveView.Names.Select(_ => new SeriesBuckets())];
    private readonly ActBuckets _acts = new();
    private readonly LayerCells[] _cells;
    private readonly int _parameters,
        _most;
    private readonly float[] _row;
    private BucketGrid _grid;
    private long _begin = -1,
        _steps,
        _measured;

    /// <param name="grid">Where it begins; it widens on its own.</param>
    /// <param name="parameters">How many there are.</param>
    /// <param name="most">Buckets at the most; even.</param>
    public Timeline(BucketGrid grid, int parameters, int most)
    {
        (_grid, _parameters, _most) = (grid, parameters, most);
        _row = new float[parameters];
        _cells = [.. Enum.GetValues<LayerQuantity>().Select(_ => new LayerCells(parameters))];
    }

    /// <summary>The last step it was shown; one before the first where there was none.</summary>
    public long Last { get; private set; } = -1;

    /// <summary>Learns a step, later than all before.</summary>
    public void Add(RunStep step)
    {
        while (_grid.IndexOf(step.Step) >= _most)
            Halve();
        var bucket = _grid.IndexOf(step.Step);
        Last = step.Step;
        _begin = _begin < 0 ? step.Step : _begin;
        _steps++;
        _measured += step.Parameters.GradientNorms.Count > 0 ? 1 : 0;
        for (var i = 0; i < _cells.Length; i++)
        {
            LayerNumbers.Read(step, (LayerQuantity)i, _row);
            _cells[i].Add(bucket, _row);
        }

        double[] values =
        [
            step.Loss,
            step.Accuracy,
            // of a gradient with values that are no numbers the norm leaves them out
            step.NonFinite > 0
            && double.IsFinite(step.GradientNorm)
                ? double.NaN
                : step.GradientNorm,
            step.UpdateRatio,
            step.LearningRate,
            Held(step),
        ];
        for (var i = 0; i < values.Length; i++)
        {
            var isMeasured = i == CurveView.Loss || (i == CurveView.Gradient && step.NonFinite > 0);
            _series[i].Add(bucket, values[i], isMissing: !isMeasured && double.IsNaN(values[i]));
        }

        _acts.Add(bucket, step);
    }

    /// <summary>The curves from one step to before another, in no more than so many buckets.</summary>
    public CurveView Curves(long from, long to, int most)
    {
        var (grid, first, count, joined) = Window(from, to, most, _steps);
        return new(
            grid.Start,
            grid.Width,
            Last + 1,
            [.. _series.Select(it => it.View(first, count, joined))],
            _acts.View(first, count, joined)
        );
    }

    /// <summary>A heat map from one step to before another, in no more than so many buckets.</summary>
    public HeatView Heat(LayerQuantity quantity, long from, long to, int most)
    {
        var (grid, first, count, joined) = Window(from, to, most, _measured);
        var cells = _cells[(int)quantity].View(first, count, joined);
        return new(grid.Start, grid.Width, _parameters == 0 ? 0 : cells.Length / _parameters, cells);
    }

    // which buckets are shown, and how many of them as one: at least so many that of a run with a record only now and then each has one
    private (BucketGrid Grid, int First, int Count, int Joined) Window(long from, long to, int most, long records)
    {
        var apart = records == 0 ? 1 : (Last - _begin + records) / records;
        var width = Math.Max(BucketGrid.Over(from, to, most).Width, (long)BitOperations.RoundUpToPowerOf2((ulong)apart));
        var joined = (int)Math.Max(1, width / _grid.Width);
        var wide = joined * _grid.Width;
        var start = Math.Max(_grid.Start, from / wide * wide);
        var count = (int)((Math.Max(start, to - 1) / _grid.Width) - (start / _grid.Width) + 1);
        return (new(start, wide), _grid.IndexOf(start), count, joined);
    }

    // the row holds that of the single parameters
    private double Held(RunStep step) =>
        step.Overruled ? 0
        : LayerNumbers.IsRefused(step) ? 1
        : step.Parameters.GradientNorms.Count == _parameters && _parameters > 0 ? Math.Max(1 - step.Scale, _row.Max())
        : 1 - step.Scale;

    private void Halve()
    {
        _grid = _grid.Wider;
        foreach (var series in _series)
            series.Halve();
        foreach (var cells in _cells)
            cells.Halve();
        _acts.Halve();
    }
}
