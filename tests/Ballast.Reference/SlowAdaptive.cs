namespace Ballast.Reference;

/// <summary>NAdam as in PyTorch's documentation.</summary>
public sealed class SlowNAdam(
    int count,
    double lr,
    double beta1,
    double beta2,
    double eps,
    double decay,
    double momentumDecay,
    bool decoupled
) : SlowOptimizer(lr)
{
    private readonly double[] _mean = new double[count],
        _square = new double[count];
    private double _product = 1;

    protected override void Look(double[] weights, double[] gradients) => _product *= Momentum(Steps);

    protected override double Change(int i, double weight, double gradient)
    {
        var g = decoupled ? gradient : gradient + (decay * weight);
        _mean[i] = (beta1 * _mean[i]) + ((1 - beta1) * g);
        _square[i] = (beta2 * _square[i]) + ((1 - beta2) * g * g);
        var (now, next) = (Momentum(Steps), Momentum(Steps + 1));
        var mean = (next * _mean[i] / (1 - (_product * next))) + ((1 - now) * g / (1 - _product));
        return (-LearningRate * mean / (Math.Sqrt(_square[i] / (1 - Math.Pow(beta2, Steps))) + eps))
            - (decoupled ? LearningRate * decay * weight : 0);
    }

    private double Momentum(long step) => beta1 * (1 - (0.5 * Math.Pow(0.96, step * momentumDecay)));
}

/// <summary>RAdam as in PyTorch's documentation.</summary>
public sealed class SlowRAdam(int count, double lr, double beta1, double beta2, double eps, double decay) : SlowOptimizer(lr)
{
    private readonly double[] _mean = new double[count],
        _square = new double[count];

    protected override double Change(int i, double weight, double gradient)
    {
        var g = gradient + (decay * weight);
        _mean[i] = (beta1 * _mean[i]) + ((1 - beta1) * g);
        _square[i] = (beta2 * _square[i]) + ((1 - beta2) * g * g);
        var mean = _mean[i] / (1 - Math.Pow(beta1, Steps));
        var most = (2 / (1 - beta2)) - 1;
        var now = most - (2 * Steps * Math.Pow(beta2, Steps) / (1 - Math.Pow(beta2, Steps)));
        if (now <= 5)
            return -LearningRate * mean;
        var rectified = Math.Sqrt((now - 4) * (now - 2) * most / ((most - 4) * (most - 2) * now));
        return -LearningRate * mean * rectified * Math.Sqrt(1 - Math.Pow(beta2, Steps)) / (Math.Sqrt(_square[i]) + eps);
    }
}

public sealed class SlowAdagrad(int count, double lr, double lrDecay, double decay, double initial, double eps) : SlowOptimizer(lr)
{
    private readonly double[] _sum = [.. Enumerable.Repeat(initial, count)];

    protected override double Change(int i, double weight, double gradient)
    {
        var g = gradient + (decay * weight);
        _sum[i] += g * g;
        return -LearningRate / (1 + ((Steps - 1) * lrDecay)) * g / (Math.Sqrt(_sum[i]) + eps);
    }
}

public sealed class SlowRmsProp(int count, double lr, double alpha, double eps, double decay, double momentum, bool centered)
    : SlowOptimizer(lr)
{
    private readonly double[] _square = new double[count],
        _mean = new double[count],
        _velocity = new double[count];

    protected override double Change(int i, double weight, double gradient)
    {
        var g = gradient + (decay * weight);
        _square[i] = (alpha * _square[i]) + ((1 - alpha) * g * g);
        _mean[i] = (alpha * _mean[i]) + ((1 - alpha) * g);
        var variance = centered ? Math.Max(0, _square[i] - (_mean[i] * _mean[i])) : _square[i];
        _velocity[i] = (momentum * _velocity[i]) + (g / (Math.Sqrt(variance) + eps));
        return -LearningRate * _velocity[i];
    }
}

public sealed class SlowAdamax(int count, double lr, double beta1, double beta2, double eps, double decay) : SlowOptimizer(lr)
{
    private readonly double[] _mean = new double[count],
        _most = new double[count];

    protected override double Change(int i, double weight, double gradient)
    {
        var g = gradient + (decay * weight);
        _mean[i] = (beta1 * _mean[i]) + ((1 - beta1) * g);
        _most[i] = Math.Max(beta2 * _most[i], Math.Abs(g) + eps);
        return -LearningRate / (1 - Math.Pow(beta1, Steps)) * _mean[i] / _most[i];
    }
}

/// <summary>Adan with the decay taken after the step, by division.</summary>
public sealed class SlowAdan(int count, double lr, double beta1, double beta2, double beta3, double eps, double decay) : SlowOptimizer(lr)
{
    private readonly double[] _mean = new double[count],
        _difference = new double[count],
        _square = new double[count],
        _before = new double[count];

    protected override double Change(int i, double weight, double gradient)
    {
        var difference = Steps == 1 ? 0 : gradient - _before[i];
        _before[i] = gradient;
        _mean[i] = (beta1 * _mean[i]) + ((1 - beta1) * gradient);
        _difference[i] = (beta2 * _difference[i]) + ((1 - beta2) * difference);
        _square[i] = (beta3 * _square[i]) + ((1 - beta3) * Math.Pow(gradient + (beta2 * difference), 2));
        var mean = _mean[i] / (1 - Math.Pow(beta1, Steps));
        var ahead = _difference[i] / (1 - Math.Pow(beta2, Steps));
        var size = Math.Sqrt(_square[i] / (1 - Math.Pow(beta3, Steps))) + eps;
        return ((weight - (LearningRate * (mean + (beta2 * ahead)) / size)) / (1 + (LearningRate * decay))) - weight;
    }
}
