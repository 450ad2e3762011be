namespace Ballast.Reference;

/// <summary>Muon with loops for its matrix products; vectors take AdamW steps.</summary>
public sealed class SlowMuon(long[] shape, double lr, double momentum, double decay, double share, double beta1, double beta2, double eps)
    : SlowOptimizer(lr)
{
    private readonly int _rows = (int)(shape.Length == 0 ? 1 : shape[0]),
        _columns = (int)shape.Skip(1).Aggregate(1L, (a, b) => a * b);
    private readonly double[] _mean = new double[shape.Aggregate(1L, (a, b) => a * b)];
    private readonly SlowAdam _adam = new((int)shape.Aggregate(1L, (a, b) => a * b), lr * share, beta1, beta2, eps, decay, true);
    private double[] _after = [];

    protected override void Look(double[] weights, double[] gradients)
    {
        _after = [.. weights];
        if (shape.Length < 2)
        {
            _adam.Step(_after, gradients);
            return;
        }

        var x = new double[_rows, _columns];
        for (var i = 0; i < _mean.Length; i++)
        {
            _mean[i] = (momentum * _mean[i]) + ((1 - momentum) * gradients[i]);
            x[i / _columns, i % _columns] = ((1 - momentum) * gradients[i]) + (momentum * _mean[i]);
        }

        var norm = Norm(x.Cast<double>()) + 1e-7;
        for (var i = 0; i < _mean.Length; i++)
            x[i / _columns, i % _columns] /= norm;
        for (var round = 0; round < 5; round++)
        {
            // the same polynomial from either side; the small one is cheaper
            var wide = _rows <= _columns;
            var square = wide ? Product(x, Transposed(x)) : Product(Transposed(x), x);
            var fourth = Product(square, square);
            for (var i = 0; i < square.GetLength(0); i++)
            for (var j = 0; j < square.GetLength(1); j++)
                square[i, j] = (-4.7750 * square[i, j]) + (2.0315 * fourth[i, j]) + (i == j ? 3.4445 : 0);
            x = wide ? Product(square, x) : Product(x, square);
        }

        var rate = LearningRate * Math.Sqrt(Math.Max(1, (double)_rows / _columns));
        for (var i = 0; i < _after.Length; i++)
            _after[i] -= (rate * x[i / _columns, i % _columns]) + (LearningRate * decay * weights[i]);
    }

    protected override double Change(int i, double weight, double gradient) => _after[i] - weight;

    private static double[,] Transposed(double[,] x)
    {
        var y = new double[x.GetLength(1), x.GetLength(0)];
        for (var i = 0; i < y.GetLength(0); i++)
        for (var j = 0; j < y.GetLength(1); j++)
            y[i, j] = x[j, i];
        return y;
    }

    private static double[,] Product(double[,] a, double[,] b)
    {
        var y = new double[a.GetLength(0), b.GetLength(1)];
        for (var i = 0; i < y.GetLength(0); i++)
        for (var j = 0; j < y.GetLength(1); j++)
        for (var k = 0; k < a.GetLength(1); k++)
            y[i, j] += a[i, k] * b[k, j];
        return y;
    }
}

/// <summary>Adafactor with loops over rows and columns, of the last two dimensions.</summary>
public sealed class SlowAdafactor(long[] shape, double lr, double beta2Decay, double eps1, double eps2, double d, double decay)
    : SlowOptimizer(lr)
{
    private readonly int _columns = (int)(shape.Length < 2 ? 1 : shape[^1]),
        _rows = (int)(shape.Length < 2 ? 1 : shape[^2]);
    private readonly double[] _mean = new double[shape.Aggregate(1L, (a, b) => a * b)];
    private readonly Dictionary<int, double> _row = [],
        _column = [];
    private double[] _update = [];
    private double _rate;

    protected override void Look(double[] weights, double[] gradients)
    {
        var fresh = Math.Pow(Steps, -beta2Decay);
        double[] sizes;
        if (shape.Length < 2)
        {
            for (var i = 0; i < _mean.Length; i++)
                _mean[i] += fresh * ((gradients[i] * gradients[i]) - _mean[i]);
            sizes = [.. _mean];
        }
        else
        {
            var all = Enumerable.Range(0, gradients.Length).ToArray();
            foreach (var row in all.GroupBy(Row))
                Lean(_row, row.Key, row.Average(i => gradients[i] * gradients[i]), fresh);
            foreach (var column in all.GroupBy(Column))
                Lean(_column, column.Key, column.Average(i => gradients[i] * gradients[i]), fresh);
            var means = all.GroupBy(Matrix)
                .ToDictionary(matrix => matrix.Key, matrix => matrix.Select(Row).Distinct().Average(row => _row[row]));
            sizes = [.. all.Select(i => _row[Row(i)] * _column[Column(i)] / Math.Max(eps1, means[Matrix(i)]))];
        }

        _update = [.. gradients.Select((g, i) => g / Math.Sqrt(Math.Max(eps1 * eps1, sizes[i])))];
        var size = Math.Sqrt(weights.Average(w => w * w));
        _rate =
            Math.Min(LearningRate, 1 / Math.Sqrt(Steps))
            * Math.Max(eps2, size)
            / Math.Max(1, Norm(_update) / Math.Sqrt(_update.Length) / d);
    }

    protected override double Change(int i, double weight, double gradient) => (-_rate * _update[i]) - (LearningRate * decay * weight);

    private static void Lean(Dictionary<int, double> means, int key, double towards, double share) =>
        means[key] = ((1 - share) * means.GetValueOrDefault(key)) + (share * towards);

    private int Matrix(int i) => i / (_rows * _columns);

    private int Row(int i) => i / _columns;

    private int Column(int i) => (Matrix(i) * _columns) + (i % _columns);
}
