namespace Ballast.Reference;

/// <summary>StableAdamW with explicit bias corrections, and the root mean square of g / sqrt(v) over the tensor.</summary>
public sealed class SlowStableAdamW(int count, double lr, double beta1, double beta2, double eps, double decay) : SlowOptimizer(lr)
{
    private readonly double[] _mean = new double[count],
        _square = new double[count];

    protected override double Change(int i, double weight, double gradient)
    {
        _mean[i] = (beta1 * _mean[i]) + ((1 - beta1) * gradient);
        _square[i] = (beta2 * _square[i]) + ((1 - beta2) * gradient * gradient);
        return -LearningRate * ((Mean(i) / (Math.Sqrt(Square(i)) + eps)) + (decay * weight));
    }

    protected override double Factor(double[] weights, double[] gradients, double[] changes) =>
        1 / Math.Max(1, Math.Sqrt(gradients.Select((g, i) => g * g / Math.Max(Square(i), eps * eps)).Average()));

    private double Mean(int i) => _mean[i] / (1 - Math.Pow(beta1, Steps));

    private double Square(int i) => _square[i] / (1 - Math.Pow(beta2, Steps));
}
