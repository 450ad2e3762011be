using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>Tensors of a pass as numbers, in float64; one transfer each where the model is on another device.</summary>
internal static class SignalMeter
{
    private const double SigmoidEnd = 0.01,
        TanhEnd = 0.02;

    public static SignalReading Read(Tensor values, string type = "")
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var count = values.numel();
        if (count == 0 || values.is_complex())
            return new(0, 0, 0, count);
        var all = values.detach().to(ScalarType.Float64);
        var finite = all.isfinite();
        var x = all.nan_to_num(0, 0, 0);
        var rows = x.ndim > 1 && x.shape[0] > 1;
        var deviation = rows ? (x - x.mean([0], keepdim: true)).Squared().mean() : zeros_like(x).mean();
        var dead = rows ? Units(x.Is(0)).all(1).to(ScalarType.Float64).mean() : zeros_like(deviation);
        var numbers = stack([
                x.Squared().mean(),
                x.abs().max(),
                finite.logical_not().sum().to(ScalarType.Float64),
                deviation,
                dead,
                Flat(x, type).to(ScalarType.Float64).mean(),
            ])
            .cpu();
        double[] it = [.. numbers.data<double>()];
        var rms = Math.Sqrt(it[0]);
        return new(rms, it[1], (long)it[2], count)
        {
            Spread = rows && rms > 0 ? Math.Sqrt(it[3]) / rms : double.NaN,
            DeadUnits = it[4],
            Saturated = it[5],
        };
    }

    /// <summary>The largest column over the median one, by root mean square; 1 where the last dimension is none of columns.</summary>
    public static double Columns(Tensor input)
    {
        if (input.ndim != 2 || input.shape[1] < 2 || !input.is_floating_point())
            return 1;
        using var off = no_grad();
        using var scope = NewDisposeScope();
        double[] sizes =
        [
            .. input.detach().to(ScalarType.Float64).nan_to_num(0, 0, 0).Squared().mean([0]).sqrt().cpu().data<double>().ToArray().Order(),
        ];
        var median = sizes[sizes.Length / 2];
        return median > 0 ? sizes[^1] / median : 1;
    }

    /// <summary>The least and the largest value; NaN where there are none, or some are not finite.</summary>
    public static (double Least, double Largest) Range(Tensor values)
    {
        if (values.numel() == 0 || values.is_complex())
            return (double.NaN, double.NaN);
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var all = values.detach().to(ScalarType.Float64);
        double[] it = [.. stack([all.min(), all.max()]).cpu().data<double>()];
        return it.All(double.IsFinite) ? (it[0], it[1]) : (double.NaN, double.NaN);
    }

    // [units, all values of each]: channels of images, columns of everything else
    private static Tensor Units(Tensor mask) => mask.transpose(0, mask.ndim >= 4 ? 1 : -1).flatten(1);

    private static Tensor Flat(Tensor x, string type) =>
        type switch
        {
            "Sigmoid" => x.IsBelow(SigmoidEnd).logical_or(x.IsAbove(1 - SigmoidEnd)),
            "Tanh" or "Softsign" => x.abs().IsAbove(1 - TanhEnd),
            _ => zeros([1], device: x.device),
        };
}
