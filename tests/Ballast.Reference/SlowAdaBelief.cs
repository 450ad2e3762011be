namespace Ballast.Reference;

public sealed class SlowAdaBelief(int count, double lr, double beta1, double beta2, double eps) : SlowOptimizer(lr)
{
    private readonly double[] _mean = new double[count],
        _variance = new double[count];

    protected override double Change(int i, double weight, double gradient)
    {
        _mean[i] = (beta1 * _mean[i]) + ((1 - beta1) * gradient);
        _variance[i] = (beta2 * _variance[i]) + ((1 - beta2) * Math.Pow(gradient - _mean[i], 2)) + eps;
        return -LearningRate * _mean[i] / (1 - Math.Pow(beta1, Steps)) / (Math.Sqrt(_variance[i] / (1 - Math.Pow(beta2, Steps))) + eps);
    }
}
