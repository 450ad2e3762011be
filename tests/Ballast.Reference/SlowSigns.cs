namespace Ballast.Reference;

public sealed class SlowLion(int count, double lr, double beta1, double beta2, double decay) : SlowOptimizer(lr)
{
    private readonly double[] _momentum = new double[count];

    protected override double Change(int i, double weight, double gradient)
    {
        var direction = Math.Sign((beta1 * _momentum[i]) + ((1 - beta1) * gradient));
        _momentum[i] = (beta2 * _momentum[i]) + ((1 - beta2) * gradient);
        return -LearningRate * (direction + (decay * weight));
    }
}

public sealed class SlowSignum(int count, double lr, double momentum, double decay) : SlowOptimizer(lr)
{
    private readonly double[] _momentum = new double[count];

    protected override double Change(int i, double weight, double gradient)
    {
        _momentum[i] = (momentum * _momentum[i]) + ((1 - momentum) * gradient);
        return -LearningRate * (Math.Sign(_momentum[i]) + (decay * weight));
    }
}

public sealed class SlowNormalizedSgd(int count, double lr, double momentum, double decay) : SlowOptimizer(lr)
{
    private readonly double[] _momentum = new double[count];
    private double _norm;

    protected override void Look(double[] weights, double[] gradients)
    {
        for (var i = 0; i < count; i++)
        {
            var g = gradients[i] + (decay * weights[i]);
            _momentum[i] = Steps == 1 ? g : (momentum * _momentum[i]) + ((1 - momentum) * g);
        }

        _norm = Norm(_momentum);
    }

    protected override double Change(int i, double weight, double gradient) => -LearningRate * _momentum[i] / _norm;
}
