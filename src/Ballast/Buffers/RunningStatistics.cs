using System.Globalization;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// The running means and variances of a model's normalisation layers, and whether one has moved further in one step than a batch takes
/// it: a variance to ten thousand times, or to a hundredth, a mean a hundred standard deviations away. Training does not see it, since it
/// goes by the statistics of the batch; evaluation would be worth nothing for long. An outlier of a batch does so, or a fault of memory.
/// What stays for more than five steps is no outlier, and is taken from then on.
/// </summary>
/// <remarks>In host memory and float32 alone; costs a few nanoseconds a channel.</remarks>
internal sealed unsafe class RunningStatistics(IReadOnlyList<RunningStatistics.Pair> pairs)
{
    private const double Most = 1e4,
        Least = 0.01,
        Share = 1e-3; // of the mean variance of a layer: a channel below is as good as dead, and may wake
    private const int Settled = 20, // steps in which anything may be
        Patience = 5;
    private long _steps;

    /// <summary>A mean and a variance of the same channels, as they are and as they were.</summary>
    public sealed record Pair(string Name, Tensor Mean, Tensor MeanBefore, Tensor Variance, Tensor VarianceBefore)
    {
        /// <summary>For how many steps in a row it has gone too far.</summary>
        public int Row { get; set; }
    }

    /// <summary>Called after a step that was taken, before its buffers are kept: puts back what went too far, and says so.</summary>
    /// <returns>In words; null as a rule.</returns>
    public string? Mend()
    {
        if (_steps++ < Settled)
            return null;
        string? words = null;
        foreach (var pair in pairs)
        {
            if (Jump(pair) is not { } jump)
            {
                pair.Row = 0;
                continue;
            }

            if (++pair.Row > Patience)
                continue;
            using var off = no_grad();
            pair.Mean.copy_(pair.MeanBefore);
            pair.Variance.copy_(pair.VarianceBefore);
            var (from, to) = (Words(jump.From), Words(jump.To));
            words ??= $"running statistics of {pair.Name} put back: {jump.What} went from {from} to {to}, further than a batch takes it";
        }

        return words;
    }

    private static string Words(double value) => value.ToString("g3", CultureInfo.InvariantCulture);

    private static (string What, double From, double To)? Jump(Pair pair)
    {
        ReadOnlySpan<float> mean = Values(pair.Mean),
            meanBefore = Values(pair.MeanBefore),
            variance = Values(pair.Variance),
            varianceBefore = Values(pair.VarianceBefore);
        if (mean.Length != variance.Length || mean.Length == 0)
            return null;
        var usual = 0.0;
        foreach (var value in varianceBefore)
            usual += value;
        usual /= mean.Length;
        for (var i = 0; i < mean.Length; i++)
        {
            double was = varianceBefore[i],
                scale = Math.Max(was, usual);
            if (variance[i] > Most * scale || (was > Share * usual && variance[i] < Least * was) || variance[i] < 0)
                return ("a variance", was, variance[i]);
            double from = meanBefore[i],
                to = mean[i];
            if (to * to > Most * ((from * from) + scale))
                return ("a mean", from, to);
        }

        return null;
    }

    private static ReadOnlySpan<float> Values(Tensor tensor) =>
        tensor.dtype == ScalarType.Float32 && NativeTensor.IsContiguous(tensor.Handle)
            ? new((float*)NativeTensor.Data(tensor.Handle), (int)tensor.numel())
            : [];
}
