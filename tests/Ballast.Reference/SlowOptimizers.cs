namespace Ballast.Reference;

/// <summary>The slow obvious twin of an optimizer: one value at a time, in double, straight from the formula.</summary>
public abstract class SlowOptimizer(double lr)
{
    public double LearningRate { get; set; } = lr;

    protected long Steps { get; private set; }

    public void Step(double[] weights, double[] gradients)
    {
        Steps++;
        Look(weights, gradients);
        double[] changes = [.. weights.Select((weight, i) => Change(i, weight, gradients[i]))];
        var factor = Factor(weights, gradients, changes);
        for (var i = 0; i < weights.Length; i++)
            weights[i] += factor * changes[i];
    }

    protected static double Norm(IEnumerable<double> values) => Math.Sqrt(values.Sum(value => value * value));

    /// <summary>At the whole tensor, before anything moves.</summary>
    protected virtual void Look(double[] weights, double[] gradients) { }

    /// <summary>What all changes are multiplied by.</summary>
    protected virtual double Factor(double[] weights, double[] gradients, double[] changes) => 1;

    protected abstract double Change(int i, double weight, double gradient);
}

/// <summary>PyTorch's SGD: v starts as the first gradient; nesterov looks ahead along it.</summary>
public sealed class SlowSgd(int count, double lr, double momentum, double dampening, double decay, bool nesterov) : SlowOptimizer(lr)
{
    private readonly double[] _velocity = new double[count];

    protected override double Change(int i, double weight, double gradient)
    {
        var g = gradient + (decay * weight);
        if (momentum == 0)
            return -LearningRate * g;
        _velocity[i] = Steps == 1 ? g : (momentum * _velocity[i]) + ((1 - dampening) * g);
        return -LearningRate * (nesterov ? g + (momentum * _velocity[i]) : _velocity[i]);
    }
}

/// <summary>Adam, and AdamW where the decay is decoupled.</summary>
public sealed class SlowAdam(int count, double lr, double beta1, double beta2, double eps, double decay, bool decoupled) : SlowOptimizer(lr)
{
    private readonly double[] _mean = new double[count],
        _square = new double[count];

    protected override double Change(int i, double weight, double gradient)
    {
        var g = decoupled ? gradient : gradient + (decay * weight);
        _mean[i] = (beta1 * _mean[i]) + ((1 - beta1) * g);
        _square[i] = (beta2 * _square[i]) + ((1 - beta2) * g * g);
        var mean = _mean[i] / (1 - Math.Pow(beta1, Steps));
        var square = _square[i] / (1 - Math.Pow(beta2, Steps));
        return -LearningRate * ((mean / (Math.Sqrt(square) + eps)) + (decoupled ? decay * weight : 0));
    }
}
