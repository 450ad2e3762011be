namespace Ballast.Reference;

/// <summary>SPAM with the step counter restarted together with the moments.</summary>
public sealed class SlowSpam(
    int count,
    double lr,
    double beta1,
    double beta2,
    double eps,
    double decay,
    double threshold,
    int interval,
    int warmup
) : SlowOptimizer(lr)
{
    private double[] _mean = new double[count],
        _square = new double[count];
    private int _since,
        _resets;

    protected override void Look(double[] weights, double[] gradients)
    {
        if (_since == interval)
            (_mean, _square, _since, _resets) = (new double[count], new double[count], 0, _resets + 1);
        _since++;
    }

    protected override double Change(int i, double weight, double gradient)
    {
        var g =
            _since > 20 && gradient * gradient > threshold * _square[i]
                ? Math.Sign(gradient) * Math.Sqrt(threshold * _square[i])
                : gradient;
        _mean[i] = (beta1 * _mean[i]) + ((1 - beta1) * g);
        _square[i] = (beta2 * _square[i]) + ((1 - beta2) * g * g);
        var mean = _mean[i] / (1 - Math.Pow(beta1, _since));
        var square = _square[i] / (1 - Math.Pow(beta2, _since));
        return -Rate() * ((mean / (Math.Sqrt(square) + eps)) + (decay * weight));
    }

    // 0.01 at the reset, 1 at the end of the warm-up, half a cosine between
    private double Rate() =>
        _resets == 0 || _since > warmup ? LearningRate : LearningRate * (0.01 + (0.99 * (1 - Math.Cos(Math.PI * _since / warmup)) / 2));
}
