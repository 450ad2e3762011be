using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// scaled = (f(target) - offset) / scale for each column of regression targets, f being nothing or a logarithm; and back. Computed in
/// float64.
/// </summary>
/// <param name="kind">What f is; <see cref="TargetScale.None"/> leaves everything as it is.</param>
/// <param name="offset">What is subtracted, one number per column.</param>
/// <param name="scale">What is divided by, as many numbers above 0.</param>
public sealed class TargetScaling(TargetScale kind, IReadOnlyList<double> offset, IReadOnlyList<double> scale)
{
    /// <summary>Leaves everything as it is.</summary>
    public static TargetScaling Identity { get; } = new(TargetScale.None, [], []);

    /// <summary>What f is.</summary>
    public TargetScale Kind { get; } = kind;

    /// <summary>What is subtracted of each column.</summary>
    public IReadOnlyList<double> Offset { get; } = offset;

    /// <summary>What each column is divided by, after <see cref="Offset"/>.</summary>
    public IReadOnlyList<double> Scale { get; } = scale;

    /// <summary>Scaled targets, or predictions of them, in the user's units.</summary>
    /// <param name="scaled">[..., columns].</param>
    /// <returns>float64 of the same shape; <paramref name="scaled"/> itself where nothing was scaled.</returns>
    public Tensor Restore(Tensor scaled)
    {
        ArgumentNullException.ThrowIfNull(scaled);
        if (Kind == TargetScale.None)
            return scaled;
        using var scope = NewDisposeScope();
        var plain = scaled.to(ScalarType.Float64).mul(Numbers(Scale, scaled.device)).Plus(Numbers(Offset, scaled.device));
        return (
            Kind switch
            {
                TargetScale.Log => plain.exp(),
                TargetScale.Log1p => plain.expm1(),
                _ => plain,
            }
        ).MoveToOuterDisposeScope();
    }

    /// <summary>Answers whose predictions and targets are in the user's units, for metrics; the output stays what the model gave.</summary>
    public Answers Restore(Answers answers)
    {
        ArgumentNullException.ThrowIfNull(answers);
        return Kind == TargetScale.None
            ? answers
            : answers with
            {
                Prediction = Restore(answers.Prediction),
                Truth = Restore(answers.Truth),
            };
    }

    /// <summary>Targets as the loss sees them.</summary>
    /// <param name="raw">float [n, columns] in the user's units.</param>
    /// <returns>float32 of the same shape.</returns>
    public Tensor Apply(Tensor raw)
    {
        ArgumentNullException.ThrowIfNull(raw);
        if (Kind == TargetScale.None)
            return raw.to(ScalarType.Float32);
        var values = Values(raw);
        for (var i = 0; i < values.Length; i++)
            values[i] = (Curve(values[i]) - Offset[i % Offset.Count]) / Scale[i % Scale.Count];
        return tensor(values, raw.shape, ScalarType.Float32, raw.device);
    }

    /// <summary>The least target that a kind takes, itself excluded.</summary>
    internal static double Least(TargetScale kind) =>
        kind switch
        {
            TargetScale.Log => 0,
            TargetScale.Log1p => -1,
            _ => double.NegativeInfinity,
        };

    /// <summary>What <paramref name="kind"/> means for a training set.</summary>
    /// <param name="kind">What is wanted.</param>
    /// <param name="train">Training targets, float [n, columns], all above <see cref="Least"/>.</param>
    internal static TargetScaling Learn(TargetScale kind, Tensor train)
    {
        if (kind == TargetScale.None)
            return Identity;
        var f = new TargetScaling(kind, [], []);
        double[] values = [.. Values(train).Select(f.Curve)];
        var (rows, columns) = (train.shape[0], (int)train.shape[1]);
        double[] offset = new double[columns],
            scale = new double[columns];
        for (var i = 0; i < values.Length; i++)
            offset[i % columns] += values[i] / rows;
        for (var i = 0; i < values.Length; i++)
            scale[i % columns] += (values[i] - offset[i % columns]) * (values[i] - offset[i % columns]) / rows;
        // a column that never changes has no scale: it becomes 0
        return new(kind, offset, [.. scale.Select(variance => variance > 0 ? Math.Sqrt(variance) : 1)]);
    }

    private double Curve(double target) =>
        Kind switch
        {
            TargetScale.Log => Math.Log(target),
            TargetScale.Log1p => double.LogP1(target),
            _ => target,
        };

    private static double[] Values(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        var wide = tensor.detach().to(ScalarType.Float64).cpu().contiguous();
        return wide.data<double>().ToArray();
    }

    private static Tensor Numbers(IReadOnlyList<double> numbers, Device device) => tensor(numbers.ToArray(), ScalarType.Float64, device);
}
