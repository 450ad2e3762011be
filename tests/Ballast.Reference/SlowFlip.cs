namespace Ballast.Reference;

/// <summary>
/// Deadly Flip by the letter of its definition, on rows of numbers: modes Twin and Rollback, default options, first step included.
/// </summary>
public sealed class SlowFlip(bool twin)
{
    private double[][]? _twin;
    private double[] _pace = [];
    private int[] _hot = [];
    private double _median = double.NaN;

    /// <summary>One step: the weights as they were, and as the optimizer left them. Returns what they become.</summary>
    public double[][] Step(double[][] before, double[][] after)
    {
        var n = before.Length;
        _twin ??= [.. before.Select(row => row.ToArray())];
        if (_pace.Length == 0)
            (_pace, _hot) = ([.. Enumerable.Repeat(1.0, n)], new int[n]);
        var mean = before.Average(Norm);
        var change = new double[n];
        for (var i = 0; i < n; i++)
        {
            change[i] = Norm([.. after[i].Zip(before[i], (x, y) => x - y)]) / (Norm(before[i]) + (1e-3 * mean) + 1e-12);
            if (!double.IsFinite(change[i]))
                change[i] = 1e30;
        }

        var median = Math.Clamp(change.Order().ElementAt((n - 1) / 2), 1e-8, 1e8);
        if (double.IsNaN(_median))
            _median = Math.Min(median, 0.2 / 8);
        var threshold = Math.Clamp(8 * _median, 0.05, 0.2);
        _median = Math.Min(_median * Math.Exp(0.05 * Math.Clamp(Math.Log(median / _median), -Math.Log(4), Math.Log(4))), 0.2 / 8);

        var result = new double[n][];
        for (var i = 0; i < n; i++)
        {
            var calm = change[i] <= threshold;
            result[i] = calm && _pace[i] < 1 ? [.. before[i].Zip(after[i], (p, w) => p + (_pace[i] * (w - p)))] : after[i].ToArray();
            _pace[i] = Math.Min(1, 1.02 * _pace[i]);
            if (calm)
                continue;
            if (twin && _hot[i] == 0)
            {
                (result[i], _twin[i]) = (_twin[i].ToArray(), result[i]);
                _hot[i] = 6;
            }
            else
            {
                result[i] = before[i].ToArray();
            }

            _pace[i] = Math.Max(1.0 / 64, _pace[i] / 2);
        }

        for (var i = 0; i < n; i++)
        {
            if (_hot[i] == 0)
                _twin[i] = [.. _twin[i].Zip(result[i], (s, w) => (0.9 * s) + (0.1 * w))];
            if (_hot[i] == 1)
                _twin[i] = result[i].ToArray();
            _hot[i] = Math.Max(0, _hot[i] - 1);
        }

        return result;
    }

    private static double Norm(double[] row) => Math.Sqrt(row.Sum(x => x * x));
}
