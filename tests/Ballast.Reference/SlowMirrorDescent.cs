namespace Ballast.Reference;

/// <summary>Mirror descent by its definition: through the dual and back. Vectors are Euclidean.</summary>
public sealed class SlowMirrorDescent(
    long[] shape,
    double lr,
    double momentum,
    double clip,
    Func<double, double> toDual,
    Func<double, double> back
) : SlowOptimizer(lr)
{
    private readonly double[] _velocity = new double[shape.Aggregate(1L, (a, b) => a * b)];
    private double _scale;

    public static SlowMirrorDescent Hypentropy(long[] shape, double lr, double momentum, double clip, double b) =>
        new(shape, lr, momentum, clip, u => Math.Sqrt(1 + (b * b)) * Math.Asinh(u / b), z => b * Math.Sinh(z / Math.Sqrt(1 + (b * b))));

    public static SlowMirrorDescent QNorm(long[] shape, double lr, double momentum, double clip, double q) =>
        new(
            shape,
            lr,
            momentum,
            clip,
            u => Math.Sign(u) * Math.Pow(Math.Abs(u), q - 1) / (q - 1),
            z => Math.Sign(z) * Math.Pow((q - 1) * Math.Abs(z), 1 / (q - 1))
        );

    protected override void Look(double[] weights, double[] gradients)
    {
        if (Steps == 1)
            _scale = Math.Max(shape.Length < 2 ? 0.3 : 1e-3, Norm(weights) / Math.Sqrt(weights.Length));
    }

    protected override double Change(int i, double weight, double gradient)
    {
        _velocity[i] = (momentum * _velocity[i]) + gradient;
        var step = LearningRate * _velocity[i] / _scale;
        if (clip > 0)
            step = Math.Clamp(step, -clip, clip);
        return (_scale * (shape.Length < 2 ? (weight / _scale) - step : back(toDual(weight / _scale) - step))) - weight;
    }
}
