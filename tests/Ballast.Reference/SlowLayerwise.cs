namespace Ballast.Reference;

/// <summary>LAMB without a clip of its own; vectors are not rescaled.</summary>
public sealed class SlowLamb(long[] shape, double lr, double beta1, double beta2, double eps, double decay) : SlowOptimizer(lr)
{
    private readonly double[] _mean = new double[shape.Aggregate(1L, (a, b) => a * b)],
        _square = new double[shape.Aggregate(1L, (a, b) => a * b)];

    protected override double Change(int i, double weight, double gradient)
    {
        _mean[i] = (beta1 * _mean[i]) + ((1 - beta1) * gradient);
        _square[i] = (beta2 * _square[i]) + ((1 - beta2) * gradient * gradient);
        return -LearningRate
            * ((_mean[i] / (1 - Math.Pow(beta1, Steps)) / (Math.Sqrt(_square[i] / (1 - Math.Pow(beta2, Steps))) + eps)) + (decay * weight));
    }

    protected override double Factor(double[] weights, double[] gradients, double[] changes) =>
        shape.Length < 2 ? 1 : Norm(weights) / (Norm(changes) / LearningRate);
}

/// <summary>LARS: momentum over gradients of the length that the weights allow; vectors are not rescaled.</summary>
public sealed class SlowLars(long[] shape, double lr, double momentum, double decay, double trust, double eps) : SlowOptimizer(lr)
{
    private readonly double[] _velocity = new double[shape.Aggregate(1L, (a, b) => a * b)];
    private double _ratio;

    protected override void Look(double[] weights, double[] gradients) =>
        _ratio = shape.Length < 2 ? 1 : trust * Norm(weights) / (Norm(gradients) + (decay * Norm(weights)) + eps);

    protected override double Change(int i, double weight, double gradient)
    {
        _velocity[i] = (momentum * _velocity[i]) + (_ratio * (gradient + (decay * weight)));
        return -LearningRate * _velocity[i];
    }
}
